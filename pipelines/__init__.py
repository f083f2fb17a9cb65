"""From Statistics Norway to core: fetch, decode, build, check and publish the warehouse."""
