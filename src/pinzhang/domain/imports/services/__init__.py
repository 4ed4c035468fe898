"""Writers of imports: kept and looked at, taken over whole, given up."""
