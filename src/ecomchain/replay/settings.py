"""What a user chooses: what the data does not say."""

from pydantic import BaseModel, ConfigDict, Field

from ecomchain.amounts import BPS


class Settings(BaseModel):
    """What the data does not say. Rates in basis points, periods in days."""

    model_config = ConfigDict(frozen=True)

    seed: int = 1
    limit: int | None = Field(None, ge=1)
    incentive_bps: int = Field(1_000, ge=0, le=BPS)
    closing_bps: int = Field(6_000, ge=0, le=BPS)
    max_levels: int = Field(3, ge=1, le=16)
    token_bps: int = Field(5_000, ge=1, le=BPS - 1)
    """The share of a mixed price that is paid in tokens."""
    protection_days: int = Field(14, ge=1, le=90)
    fulfil_days: int = Field(30, ge=1, le=60)
    days_per_step: int = Field(7, ge=1, le=30)
