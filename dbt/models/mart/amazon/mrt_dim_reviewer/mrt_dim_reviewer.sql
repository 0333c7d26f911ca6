-- Ordered by the key that the fact joins on.
{{ config(order_by=['reviewer_id']) }}

select
    reviewer_id,
    any(source_reviewer_id) as source_reviewer_id,
    -- argMax passes over NULL: a nameless review does not take a known name away.
    argMax(
        reviewer_name, (reviewed_at, _meta_file_modified_at, _meta_loaded_from, reviewer_name)
    ) as reviewer_name
from {{ ref('stg_amazon_review') }}
group by reviewer_id
