select metadataid, asin, salesrank, imurl, categories, title, description, price, related, brand
from amazon_metadata
