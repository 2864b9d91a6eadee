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
        let is_evm = |chain_id| {
            let rule = catalogue.by_chain_id(chain_id).map(|chain| chain.rule);
            matches!(rule, Some(Rule::Evm | Rule::EvmEmulator))
        };
        let rows = self.chains.iter_mut();
        let rows: Vec<_> = rows.filter(|row| is_evm(row.chain_id)).collect();
        let questions = rows.iter().map(|row| AccountQuestion {
            chain_id: row.chain_id,
            address,
            code: code.into(),
        });
        let answers = accounts.ask(questions.collect()).await;
        for (row, answer) in rows.into_iter().zip(answers) {
            row.deployed = answer;
        }
    }
}
