select name from system.tables where database = {database:String}
