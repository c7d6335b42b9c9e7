-- Nothing can be recorded without this month's partitions.
select parapet.add_coming_partitions();
