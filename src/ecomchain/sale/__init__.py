"""Private rounds of the presale: lists, terms, and what foundation and buyers do (SALE-1, SALE-2)."""
