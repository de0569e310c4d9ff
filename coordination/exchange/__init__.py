"""Lists as workbooks: written for whoever asks, read from whoever administers.

`workbook` writes XLSX files, `reading` takes them in carefully, `importing` makes a case of the two
sheets of units and organisations (`columns`), which the loader of case files checks and stores.
"""
