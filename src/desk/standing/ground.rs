//! What the use cases of an expert's standing stand on: the call, and the vault that seals personal data.

use crate::desk::call::Call;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::vault::Vault;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use std::future::{Ready, ready};

#[derive(Clone)]
pub struct Ground {
    pub call: Call,
    pub vault: web::Data<Vault>,
}

impl FromRequest for Ground {
    type Error = Failure;
    type Future = Ready<Outcome<Ground>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let vault = request.app_data::<web::Data<Vault>>().cloned();
        let vault = vault.ok_or_else(|| Failure::Fault(anyhow::anyhow!("no Vault in the application")));
        let call = Call::from_request(request, payload).into_inner();
        ready(call.and_then(|call| Ok(Ground { call, vault: vault? })))
    }
}
