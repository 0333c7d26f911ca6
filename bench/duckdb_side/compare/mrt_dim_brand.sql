select brand_name, brand_id = 0 as is_unknown
from mrt_dim_brand
