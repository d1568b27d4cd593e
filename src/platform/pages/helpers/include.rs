//! `{{include "parts/pager"}}`: another template, written in the present context.
//!
//! Handlebars' own partials copy the context at each call, and copy every row again when the partial
//! walks a list: a page of fifty rows would spend most of its time copying. This helper copies
//! nothing, and takes no parameters for the same reason.

use super::{fault, literal};
use handlebars::{Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, Renderable};

pub(super) struct Include;

impl HelperDef for Include {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let name = literal(h, 0)?;
        let template = registry.get_template(name).ok_or_else(|| fault(h, &format!("no template {name}")))?;
        template.render(registry, context, rc, out)
    }
}
