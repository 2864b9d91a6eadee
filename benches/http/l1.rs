//! An L1 whose Keystore has one final commit: the whole log of a service. The service asks it over
//! JSON-RPC as it asks any node, once in a few seconds.

use std::{net::Ipv4Addr, sync::Arc};

use alloy_primitives::{Address, B256, Bytes, hex};
use alloy_sol_types::SolCall;
use axum::{Json, Router, extract::State, routing::post};
use mononym::{chain::Keystore, clock::Clock};
use serde_json::{Value, json};

use crate::Result;

/// Chain id of the default deployment.
const CHAIN_ID: &str = "0x7a69";
/// Number of the only commit after the first, which is empty.
const NUMBER: u64 = 1;

/// What was committed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Commit {
    pub(crate) root: B256,
    pub(crate) sequence: u64,
}

/// Serves such an L1 for as long as the process runs. Its URL.
pub(crate) fn serve(commit: Commit) -> Result<String> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let url = format!("http://{}", listener.local_addr()?);
    let node = Arc::new(Node {
        commit,
        now: Clock::system().now(),
    });
    let router = Router::new().route("/", post(answer)).with_state(node);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router).await
        })
    });
    Ok(url)
}

struct Node {
    commit: Commit,
    now: u64,
}

async fn answer(State(node): State<Arc<Node>>, Json(request): Json<Value>) -> Json<Value> {
    let id = request.get("id").cloned().unwrap_or_default();
    let method = request.get("method").and_then(Value::as_str).unwrap_or_default();
    let result = match method {
        "eth_chainId" => Some(json!(CHAIN_ID)),
        "eth_getBlockByNumber" => node.block(),
        "eth_call" => node.call(&request).map(|bytes| json!(bytes)),
        "eth_getCode" => Some(json!("0x00")),
        _ => None,
    };
    Json(match result {
        Some(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        None => {
            let error = json!({ "code": -32601, "message": format!("{method} is not known here") });
            json!({ "jsonrpc": "2.0", "id": id, "error": error })
        }
    })
}

impl Node {
    /// Always the same block, which needs to be read but once.
    fn block(&self) -> Option<Value> {
        let block: alloy_rpc_types_eth::Block<B256> = Default::default();
        let mut block = serde_json::to_value(block).ok()?;
        let fields = block.as_object_mut()?;
        fields.insert("hash".to_owned(), json!(B256::repeat_byte(1)));
        fields.insert("number".to_owned(), json!("0x1"));
        fields.insert("timestamp".to_owned(), json!(format!("{:#x}", self.now)));
        Some(block)
    }

    fn call(&self, request: &Value) -> Option<Bytes> {
        let call = request.get("params")?.get(0)?;
        let data = call.get("input").or_else(|| call.get("data"))?.as_str()?;
        let data = hex::decode(data).ok()?;
        let Commit { root, sequence } = self.commit;
        let returned = match *data.first_chunk()? {
            Keystore::headCall::SELECTOR => {
                let head = Keystore::headReturn {
                    number: NUMBER,
                    root,
                    sequence,
                    asOf: self.now,
                };
                Keystore::headCall::abi_encode_returns(&head)
            }
            Keystore::commitAtCall::SELECTOR => {
                let number = Keystore::commitAtCall::abi_decode(&data).ok()?.number;
                let is_first = number < NUMBER;
                Keystore::commitAtCall::abi_encode_returns(&Keystore::commitAtReturn {
                    root: if is_first { B256::ZERO } else { root },
                    asOf: if is_first { 0 } else { self.now },
                    finalFrom: 0,
                    sequence: if is_first { 0 } else { sequence },
                })
            }
            Keystore::latestFinalCall::SELECTOR => Keystore::latestFinalCall::abi_encode_returns(&NUMBER),
            Keystore::queueCall::SELECTOR => {
                Keystore::queueCall::abi_encode_returns(&Keystore::queueReturn { first: 0, end: 0 })
            }
            Keystore::verifierCall::SELECTOR => Keystore::verifierCall::abi_encode_returns(&Address::ZERO),
            _ => return None,
        };
        Some(returned.into())
    }
}
