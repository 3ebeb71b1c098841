"""Networks of PyPSA as networks of Tingzhou, and solutions back into them (``tz.from_pypsa``, ``solution.to_pypsa``)."""

from tingzhou.pypsa_networks.convert import from_pypsa

__all__ = ["from_pypsa"]
