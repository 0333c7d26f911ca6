create table dwh.mrt_dim_brand as
with spellings as (
    select brand_id, brand_name, count(*) as products
    from dwh.stg_amazon_metadata
    where brand_id != 0
    group by brand_id, brand_name
)

select 0::ubigint as brand_id, 'Unknown' as brand_name
union all
select brand_id, arg_min(brand_name, (-products, brand_name)) as brand_name
from spellings
group by brand_id;
