-- How many there are to be ranked, and how many reviews the last of the more reviewed part of them has.
with
    rated as ({% include subject %}),
    sizes as (select arrayReverseSort(groupArray(reviews)) as largest_first from rated)
select
    length(largest_first) as members,
    largest_first[greatest(intDiv(members, 5), least(20, intDiv(members + 1, 2)))] as size_of_last
from sizes
