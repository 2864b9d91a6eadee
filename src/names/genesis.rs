//! The first operations of a deployment: each parent becomes an account, by signed operations like
//! any other, so that the log alone tells the whole story.

use mononym_ens::{Name, is_normalized};
use mononym_keystore::{
    Approval, Operation, Policy, Register, Rejection, Secp256k1Signature, SetRegistrar, SignedOperation,
    Signer,
};

use super::{Names, NamesError};

/// Seconds that a genesis operation may wait for its acceptance.
const PATIENCE: u64 = 86_400;

impl Names {
    /// Makes an account of each configured parent that has none: its first signer and its
    /// registrar is the registrar key, its policy open.
    ///
    /// # Errors
    /// If a parent is no normalised name, or the database fails.
    pub async fn open_parents(&self) -> Result<(), NamesError> {
        for parent in &self.settings.parents {
            let text = parent.to_string();
            is_normalized(&text, &self.settings.limits)?;
            self.open_parent(parent, text).await?;
        }
        Ok(())
    }

    async fn open_parent(&self, parent: &Name, name: String) -> Result<(), NamesError> {
        let address = self.registrar.address();
        let deadline = self.clock.now().saturating_add(PATIENCE);
        if self.store.find_account(&parent.node()).await?.is_none() {
            let register = Register {
                name: name.clone(),
                nonce: 0,
                deadline,
                threshold: 1,
                signers: vec![Signer::Secp256k1(address)],
                guardian_threshold: 0,
                guardians_hash: Default::default(),
                recovery_delay: 0,
                implementation: Default::default(),
                records: Vec::new(),
            };
            self.accept(&self.sign(Operation::Register(register))?).await?;
        }
        // A start that was cut short between the two operations goes on here.
        let Some(account) = self.store.find_account(&parent.node()).await? else {
            return Ok(());
        };
        if account.nonce == 1 && account.signers == [Signer::Secp256k1(address)] {
            let set_registrar = SetRegistrar {
                name: name.clone(),
                nonce: 1,
                deadline,
                registrar: address,
                policy: Policy::Open,
            };
            self.accept(&self.sign(Operation::SetRegistrar(set_registrar))?)
                .await?;
        } else if account.policy == Policy::Open && account.registrar != address {
            tracing::warn!(
                %name, registrar = %account.registrar, ours = %address,
                "{name} is open but its registrar is another key: registrations need its vouchers"
            );
        }
        Ok(())
    }

    fn sign(&self, operation: Operation) -> Result<SignedOperation, Rejection> {
        let signature = self.registrar.sign_digest(&operation.hash(&self.settings.domain));
        let approval = Approval {
            signer: Signer::Secp256k1(self.registrar.address()),
            signature: Secp256k1Signature::try_from(signature.as_slice())?.into(),
        };
        Ok(SignedOperation {
            operation,
            signatures: vec![approval],
            voucher: None,
        })
    }
}
