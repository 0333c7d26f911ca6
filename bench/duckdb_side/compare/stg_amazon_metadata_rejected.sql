select reject_reasons, metadataid, asin, salesrank, imurl, categories, title, description, price, related, brand
from stg_amazon_metadata_rejected
