create materialized view {{ database }}.query_log_feed to {{ database }}.query_log as
{% include "as_clients_see_it.sql" %}
from system.query_log_of_process as entry
