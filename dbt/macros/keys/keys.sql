{% macro review_key(review, reviewer, asin) -%}
sipHash64({{ review }}, {{ reviewer }}, {{ asin }})
{%- endmacro %}

{% macro reviewer_key(reviewer) -%}
sipHash64({{ reviewer }})
{%- endmacro %}

{% macro product_key(asin) -%}
sipHash64({{ asin }})
{%- endmacro %}

{% macro folded_brand(brand) -%}
lowerUTF8(replaceRegexpAll(ifNull({{ brand }}, ''), '[\\s\\pZ]+', ''))
{%- endmacro %}

{% macro brand_key(brand) -%}
if({{ folded_brand(brand) }} in ('', 'unknown'), toUInt64(0), sipHash64({{ folded_brand(brand) }}))
{%- endmacro %}

{% macro category_key(path) -%}
sipHash64({{ path }})
{%- endmacro %}

{% macro nodes_of_path(path) -%}
arrayMap(depth -> arraySlice({{ path }}, 1, depth), arrayEnumerate({{ path }}))
{%- endmacro %}

{#- Every node of a product once, so that a parent covers all below it and counts a review once. -#}
{% macro category_ids(paths) -%}
arraySort(arrayDistinct(arrayFlatten(arrayMap(
    path -> arrayMap(node -> {{ category_key('node') }}, {{ nodes_of_path('path') }}),
    {{ paths }}
))))
{%- endmacro %}
