//! What holds for every node and every deployment.

use alloy_primitives::{Address, B256, keccak256};
use mononym_derive::{Deployment, createx, mini_account};
use proptest::prelude::*;

fn deployments() -> impl Strategy<Value = Deployment> {
    any::<[[u8; 20]; 3]>().prop_map(|[factory, implementation, keystore]| Deployment {
        factory: Address::from(factory),
        implementation: Address::from(implementation),
        keystore: Address::from(keystore),
    })
}

proptest! {
    #[test]
    fn init_code_holds_its_inputs(node: [u8; 32], deployment in deployments()) {
        let code = mini_account::init_code(&B256::from(node), &deployment);
        prop_assert_eq!(&code[10..30], deployment.implementation.as_slice());
        prop_assert_eq!(&code[96..128], &node);
        prop_assert_eq!(&code[128..140], &[0; 12]);
        prop_assert_eq!(&code[140..], deployment.keystore.as_slice());
        let other = mini_account::init_code(&B256::ZERO, &Deployment {
            implementation: Address::ZERO, keystore: Address::ZERO, ..deployment
        });
        prop_assert_eq!(&code[..10], &other[..10]);
        prop_assert_eq!(&code[30..96], &other[30..96]);
    }

    /// Two accounts never share an address: each input moves it.
    #[test]
    fn every_input_moves_the_address(
        node: [u8; 32],
        deployment in deployments(),
        bit in 0_usize..160,
    ) {
        let node = B256::from(node);
        let flip = |address: Address| {
            let mut bytes = address.into_array();
            bytes[bit / 8] ^= 1 << (bit % 8);
            Address::from(bytes)
        };
        let mut other_node = node;
        other_node.0[bit / 8] ^= 1 << (bit % 8);

        let address = mini_account::address(&node, &deployment);
        prop_assert_ne!(address, mini_account::address(&other_node, &deployment));
        for other in [
            Deployment { factory: flip(deployment.factory), ..deployment },
            Deployment { implementation: flip(deployment.implementation), ..deployment },
            Deployment { keystore: flip(deployment.keystore), ..deployment },
        ] {
            prop_assert_ne!(address, mini_account::address(&node, &other));
        }
    }

    #[test]
    fn createx_hashes_every_other_salt_once(salt: [u8; 32], hash: [u8; 32]) {
        let salt = B256::from(salt);
        prop_assume!(salt[..20] != [0; 20]);
        let direct = createx::CREATEX.create2(keccak256(salt), B256::from(hash));
        let address = createx::create2_address(createx::CREATEX, salt, B256::from(hash));
        prop_assert_eq!(address, Some(direct));
    }
}
