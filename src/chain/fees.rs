//! What is offered for gas.

use thiserror::Error;

use super::Fees;

/// What a transaction offers for gas, in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Most that it pays in all.
    pub max_fee: u128,
    /// Most of it for the block's maker.
    pub tip: u128,
}

/// Gas costs more than is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("gas costs {needed} wei, and max_fee_gwei allows {cap}: waiting until it is cheaper")]
pub struct TooExpensive {
    /// What it takes.
    pub needed: u128,
    /// What is allowed.
    pub cap: u128,
}

impl Offer {
    /// Enough for a few blocks of rising fees.
    pub fn of(market: Fees) -> Self {
        let tip = market.tip.max(1);
        let max_fee = market.base.saturating_mul(2).saturating_add(tip);
        Self { max_fee, tip }
    }

    /// The same, and never more than `cap`.
    ///
    /// # Errors
    /// If no block takes so little.
    pub fn new(market: Fees, cap: u128) -> Result<Self, TooExpensive> {
        let needed = market.base.saturating_add(1);
        if needed > cap {
            return Err(TooExpensive { needed, cap });
        }
        let offer = Self::of(market);
        let max_fee = offer.max_fee.min(cap);
        Ok(Self {
            max_fee,
            tip: offer.tip.min(max_fee),
        })
    }

    /// The same, and enough for nodes to take it in place of `other`: an eighth more of both.
    ///
    /// # Errors
    /// If that is more than `cap`.
    pub fn replacing(self, other: Self, cap: u128) -> Result<Self, TooExpensive> {
        let least = other.raised();
        if least.max_fee > cap {
            return Err(TooExpensive {
                needed: least.max_fee,
                cap,
            });
        }
        let max_fee = self.max_fee.max(least.max_fee);
        let tip = self.tip.max(least.tip).min(max_fee);
        Ok(Self { max_fee, tip })
    }

    fn raised(self) -> Self {
        let raise = |fee: u128| fee.saturating_add(fee / 8).saturating_add(1);
        Self {
            max_fee: raise(self.max_fee),
            tip: raise(self.tip),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_offer_never_exceeds_the_cap(base in any::<u128>(), tip in any::<u128>(), cap in any::<u128>()) {
            match Offer::new(Fees { base, tip }, cap) {
                Ok(offer) => {
                    prop_assert!(offer.max_fee <= cap && offer.tip <= offer.max_fee);
                    prop_assert!(offer.max_fee > base);
                }
                Err(error) => prop_assert_eq!((error.cap, base >= cap), (cap, true)),
            }
        }

        #[test]
        fn a_replacement_raises_both_by_an_eighth(
            base in 0u128..1 << 40,
            tip in 0u128..1 << 40,
            old_fee in 1u128..1 << 42,
            old_tip in 1u128..1 << 42,
            cap in 1u128..1 << 43,
        ) {
            let old = Offer { max_fee: old_fee.max(old_tip), tip: old_tip };
            let Ok(offer) = Offer::new(Fees { base, tip }, cap) else { return Ok(()) };
            match offer.replacing(old, cap) {
                Ok(new) => {
                    prop_assert!(new.max_fee * 1000 >= old.max_fee * 1125);
                    prop_assert!(new.tip * 1000 >= old.tip * 1125);
                    prop_assert!(new.max_fee <= cap && new.tip <= new.max_fee);
                }
                Err(error) => prop_assert!(error.needed > cap),
            }
        }
    }
}
