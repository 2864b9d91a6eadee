//! Where a name's account is deployed.

use mononym_derive::{Catalogue, Deployment, Rule, mini_account};

use super::AddressesView;
use crate::chain::{AccountQuestion, DeployedAccounts};

impl AddressesView {
    /// Asks, on every chain of which a node is known, whether the account is deployed.
    pub async fn ask_deployed(
        &mut self,
        accounts: &DeployedAccounts,
        catalogue: &Catalogue,
        deployment: &Deployment,
    ) {
        let address = mini_account::address(&self.node, deployment);
        let code = mini_account::runtime_code(&self.node, deployment.keystore);
        // Where another rule holds, another code stands at another address.
        let evm_chain = |chain_id| {
            let chain = catalogue.by_chain_id(chain_id)?;
            matches!(chain.rule, Rule::Evm(_) | Rule::EvmEmulator(_)).then_some(chain_id)
        };
        let rows = self.chains.iter_mut();
        let (rows, questions): (Vec<_>, Vec<_>) = rows
            .filter_map(|row| {
                let question = AccountQuestion {
                    chain_id: evm_chain(row.chain_id?)?,
                    address,
                    code: code.into(),
                };
                Some((row, question))
            })
            .unzip();
        let answers = accounts.ask(questions).await;
        for (row, answer) in rows.into_iter().zip(answers) {
            row.deployed = answer;
        }
    }
}
