create or replace view system.processes_of_clients as
{% include "as_clients_see_it.sql" %}
from system.processes as entry
