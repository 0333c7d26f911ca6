create table dwh.stg_amazon_metadata_rejected as
select ['missing_asin'] as reject_reasons, *
from raw_thirdparty.amazon_metadata
where trimmed(asin) = '';
