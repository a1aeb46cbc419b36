"""What does a page show, and how is it built? All its visible text as lines, with the structure around each."""
