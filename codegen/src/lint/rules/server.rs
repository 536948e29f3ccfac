//! Servers: where the application is reached.

use crate::lint::text::braces;
use crate::lint::{Context, Kind, Report, Rule, Severity};
use crate::model::source::Node;

static HOST_SCHEME: Rule = Rule {
    code: "server-host-scheme",
    severity: Severity::Error,
    summary: "the host of a server has a scheme",
    explanation: "`host` is a name and a port. The protocol has a field of its own, so that tools make `wss://wss://example.com` of it.",
    remedy: "Remove the scheme from `host`, and say in `protocol` what it said.",
};

static HOST_PATH: Rule = Rule {
    code: "server-host-trailing-slash",
    severity: Severity::Warning,
    summary: "the host of a server has a path",
    explanation: "`host` is a name and a port. What comes after `/` ends up before the address of a channel: `example.com//ws`.",
    remedy: "Remove the slash, and move what is behind it to `pathname`.",
};

static VARIABLE_UNDECLARED: Rule = Rule {
    code: "server-variable-undeclared",
    severity: Severity::Error,
    summary: "a part in braces is no variable of the server",
    explanation: "Nobody can know what to put in its place, so that the address leads nowhere.",
    remedy: "Declare it under `variables` of the server.",
};

static VARIABLE_UNUSED: Rule = Rule {
    code: "server-variable-unused",
    severity: Severity::Warning,
    summary: "a variable of a server stands nowhere in its address",
    explanation: "Whatever a client sets it to changes nothing.",
    remedy: "Put it in braces into the address, or remove it.",
};

static DEFAULT_NOT_IN_ENUM: Rule = Rule {
    code: "default-not-in-enum",
    severity: Severity::Error,
    summary: "a default is none of the values that are allowed",
    explanation: "Who relies on the default sends what `enum` forbids.",
    remedy: "Add the default to `enum`, or change it.",
};

static SECURITY_UNKNOWN: Rule = Rule {
    code: "security-unknown",
    severity: Severity::Error,
    summary: "a security requirement names a scheme that there is not",
    explanation: "No client can know how to show who it is.",
    remedy: "Correct the name, or add the scheme to `components/securitySchemes`.",
};

pub(super) const RULES: &[&Rule] = &[
    &HOST_SCHEME,
    &HOST_PATH,
    &VARIABLE_UNDECLARED,
    &VARIABLE_UNUSED,
    &DEFAULT_NOT_IN_ENUM,
    &SECURITY_UNKNOWN,
];

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for server in context.objects(Kind::Server).filter(|server| server.is_object()) {
        host(server, report);
        variables(server, report);
    }
    for parameter in context.objects(Kind::Parameter) {
        default_in_enum(parameter, report);
    }
    if context.version.major == 2 {
        for kind in [Kind::Server, Kind::Operation, Kind::OperationTrait] {
            context.objects(kind).for_each(|node| requirements(context, node, report));
        }
    }
}

fn host(server: Node<'_>, report: &mut Report) {
    let Some(host) = server.get("host") else { return };
    let Some(text) = host.as_str() else { return };
    if let Some((scheme, _)) = text.split_once("://") {
        report.add(&HOST_SCHEME, host, format!("`{text}` begins with the scheme `{scheme}`"));
    } else if text.contains('/') {
        report.add(&HOST_PATH, host, format!("`{text}` has a `/`, and a host is a name and a port"));
    }
}

fn variables(server: Node<'_>, report: &mut Report) {
    let addresses: Vec<_> = ["url", "host", "pathname"].iter().filter_map(|key| server.get(key)).collect();
    let variables = server.get("variables");
    let declared = variables.and_then(|variables| variables.resolve().ok());
    let mut used = Vec::new();
    for address in addresses {
        let text = address.as_str().unwrap_or_default();
        for name in braces(text) {
            used.push(name);
            if declared.and_then(|declared| declared.get(name)).is_none() {
                report.add(
                    &VARIABLE_UNDECLARED,
                    address,
                    format!("`{{{name}}}` is no variable of the server"),
                );
            }
        }
    }
    let Some(declared) = declared else { return };
    for (name, variable) in declared.sorted() {
        if !used.contains(&name) {
            let message = format!("the variable `{name}` stands nowhere in the address");
            report.add_at_key(&VARIABLE_UNUSED, declared, name, message);
        }
        if let Ok(variable) = variable.resolve() {
            default_in_enum(variable, report);
        }
    }
}

fn default_in_enum(node: Node<'_>, report: &mut Report) {
    let (Some(default), Some(values)) = (node.get("default"), node.get("enum")) else { return };
    if let Some(text) = default.as_str()
        && values.items().all(|value| value.as_str() != Some(text))
    {
        report.add(&DEFAULT_NOT_IN_ENUM, default, format!("`{text}` is none of the values of `enum`"));
    }
}

/// In 2.x schemes are referred to by their names.
fn requirements(context: &Context<'_>, node: Node<'_>, report: &mut Report) {
    let Some(security) = node.get("security") else { return };
    let schemes = context.root.get("components").and_then(|components| components.get("securitySchemes"));
    for requirement in security.items() {
        for (name, _) in requirement.sorted() {
            if schemes.and_then(|schemes| schemes.get(name)).is_none() {
                let message = format!("there is no security scheme `{name}`");
                report.add_at_key(&SECURITY_UNKNOWN, requirement, name, message);
            }
        }
    }
}
