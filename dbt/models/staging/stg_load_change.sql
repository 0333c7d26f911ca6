-- What this build has to do: the loads that have come since the last one, and those that no longer count.
{{ config(order_by=['load_id']) }}

{% if should_full_refresh() %}
    select
        load_id,
        feed,
        true as is_new
    from {{ ref('stg_current_load') }}
{% else %}
    select
        load_id,
        toLowCardinality(any(feed)) as feed,
        toBool(max(side) = 2) as is_new
    from (
        select
            load_id,
            feed,
            1 as side
        from {{ as_before('mrt_seen_load') }}
        union all
        select
            load_id,
            feed,
            2 as side
        from {{ ref('stg_current_load') }}
    )
    group by load_id
    having count() = 1
{% endif %}
