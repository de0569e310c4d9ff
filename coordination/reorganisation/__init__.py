"""Acts of reorganisation: planned and checked, carried out in one transaction, undone.

`plan` says what an act is and what is wrong with it; `situation` what it concerns as it stands;
`acts` carries it out; `undo` takes it back by its history; `touched` is where apps above say what
an act touches and what is to be decided about it.
"""
