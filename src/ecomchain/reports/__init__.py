"""What statement and overview share: reading a chain at one block, checks, and documents to show.

`source` opens a deployment at a block; `logs` finds events by what they are about; `document` is what both
reports become before `text` or `html` shows them; `words` has every text in English and Chinese.
"""
