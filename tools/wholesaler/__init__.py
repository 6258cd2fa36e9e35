"""The demo's story: a seasoning wholesaler in Chengdu, its people and 90 days."""
