select
    date_id,
    day_of_week,
    day_name,
    day_of_month,
    day_of_year,
    is_weekend::utinyint as is_weekend,
    iso_week,
    iso_year,
    month_actual,
    month_name,
    first_day_of_month,
    quarter_actual,
    year_actual
from mrt_dim_date
