select version() as version, uptime() as uptime
