create materialized view {{ database }}.query_log_feed to {{ database }}.query_log as
{% include "as_clients_see_it.sql" %}
from system.query_log_of_process as entry
-- what the server asks by itself is nobody's statement
where entry.Settings[{{ owner_setting }}] != '' and not startsWith(entry.query, concat('SET ', {{ owner_setting }}, ' = '))
