"""Case files: one JSON file that holds a whole situation (docs/case-files.md).

`reading` makes a tree of the bytes, `shapes` checks it against the format, which is data; then each
app checks what its own lists mean, finds what is there already and stores the rest.
"""
