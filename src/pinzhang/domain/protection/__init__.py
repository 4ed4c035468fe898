"""Protection of brands: reports of fakes, registers of intellectual property, honours of others (品牌保护)."""
