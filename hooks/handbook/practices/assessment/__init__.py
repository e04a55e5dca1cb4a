"""The assessment: everybody in a team answers the same statements, twice, half a year apart."""
