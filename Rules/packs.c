// The rule packs, embedded as they stand (C23 #embed): the binary needs no files beside it.
#include "CRulePacks.h"

#define PACK(name) static const unsigned char name##_bytes[]

PACK(cloud) = {
#embed "cloud.yaml"
};
PACK(source) = {
#embed "source.yaml"
};
PACK(saas) = {
#embed "saas.yaml"
};
PACK(automation) = {
#embed "automation.yaml"
};
PACK(tables) = {
#embed "tables.yaml"
};
PACK(ai) = {
#embed "ai.yaml"
};
PACK(ai_media) = {
#embed "ai-media.yaml"
};
PACK(ai_tools) = {
#embed "ai-tools.yaml"
};
PACK(vendor_forms) = {
#embed "vendor-forms.yaml"
};
PACK(service_keys) = {
#embed "service-keys.yaml"
};
PACK(identity_words) = {
#embed "identity-words.yaml"
};
PACK(scanner_forms) = {
#embed "scanner-forms.yaml"
};
PACK(platform_forms) = {
#embed "platform-forms.yaml"
};
PACK(identity_terms) = {
#embed "identity-terms.yaml"
};
PACK(program_output) = {
#embed "program-output.yaml"
};
PACK(payment) = {
#embed "payment.yaml"
};
PACK(messaging) = {
#embed "messaging.yaml"
};
PACK(monitoring) = {
#embed "monitoring.yaml"
};
PACK(databases) = {
#embed "databases.yaml"
};
PACK(content) = {
#embed "content.yaml"
};
PACK(developer) = {
#embed "developer.yaml"
};
PACK(code_quality) = {
#embed "code-quality.yaml"
};
PACK(business) = {
#embed "business.yaml"
};
PACK(social) = {
#embed "social.yaml"
};
PACK(hosting) = {
#embed "hosting.yaml"
};
PACK(data) = {
#embed "data.yaml"
};
PACK(shipping) = {
#embed "shipping.yaml"
};
PACK(maps) = {
#embed "maps.yaml"
};
PACK(accounts) = {
#embed "accounts.yaml"
};
PACK(mail) = {
#embed "mail.yaml"
};
PACK(analytics) = {
#embed "analytics.yaml"
};
PACK(trading) = {
#embed "trading.yaml"
};
PACK(identity) = {
#embed "identity.yaml"
};
PACK(devices) = {
#embed "devices.yaml"
};
PACK(registries) = {
#embed "registries.yaml"
};
PACK(documents) = {
#embed "documents.yaml"
};
PACK(webhooks) = {
#embed "webhooks.yaml"
};
PACK(keys) = {
#embed "keys.yaml"
};
PACK(http) = {
#embed "http.yaml"
};
PACK(connections) = {
#embed "connections.yaml"
};
PACK(generic) = {
#embed "generic.yaml"
};
PACK(personal) = {
#embed "personal.yaml"
};
PACK(financial) = {
#embed "financial.yaml"
};
PACK(identity_americas) = {
#embed "identity-americas.yaml"
};
PACK(identity_europe) = {
#embed "identity-europe.yaml"
};
PACK(identity_asia) = {
#embed "identity-asia.yaml"
};
PACK(personal_keys) = {
#embed "personal-keys.yaml"
};
PACK(network) = {
#embed "network.yaml"
};
PACK(resources) = {
#embed "resources.yaml"
};
PACK(agents) = {
#embed "agents.yaml"
};
PACK(platforms) = {
#embed "platforms.yaml"
};
PACK(security) = {
#embed "security.yaml"
};
PACK(forms) = {
#embed "forms.yaml"
};
PACK(structures) = {
#embed "structures.yaml"
};
PACK(commands) = {
#embed "commands.yaml"
};
PACK(commerce) = {
#embed "commerce.yaml"
};
PACK(services) = {
#embed "services.yaml"
};
PACK(identity_labelled) = {
#embed "identity-labelled.yaml"
};
PACK(identity_unchecked) = {
#embed "identity-unchecked.yaml"
};
PACK(personal_languages) = {
#embed "personal-languages.yaml"
};
PACK(identity_languages) = {
#embed "identity-languages.yaml"
};
PACK(columns_languages) = {
#embed "columns-languages.yaml"
};
PACK(prefixes) = {
#embed "prefixes.yaml"
};
PACK(prose) = {
#embed "prose.yaml"
};
PACK(code) = {
#embed "code.yaml"
};

#define NAMED(file, pack) {"rules/" file ".yaml", pack##_bytes, sizeof pack##_bytes}
#define ENTRY(pack) NAMED(#pack, pack)

static const rule_pack packs[] = {
    ENTRY(cloud),
    ENTRY(source),
    ENTRY(saas),
    ENTRY(automation),
    ENTRY(tables),
    ENTRY(ai),
    NAMED("ai-media", ai_media),
    NAMED("ai-tools", ai_tools),
    ENTRY(agents),
    ENTRY(payment),
    ENTRY(commerce),
    ENTRY(messaging),
    ENTRY(monitoring),
    ENTRY(databases),
    ENTRY(content),
    ENTRY(developer),
    ENTRY(platforms),
    NAMED("code-quality", code_quality),
    ENTRY(business),
    ENTRY(social),
    ENTRY(hosting),
    ENTRY(data),
    ENTRY(shipping),
    ENTRY(maps),
    ENTRY(accounts),
    ENTRY(mail),
    ENTRY(analytics),
    ENTRY(trading),
    ENTRY(identity),
    ENTRY(security),
    ENTRY(devices),
    ENTRY(registries),
    ENTRY(documents),
    ENTRY(webhooks),
    ENTRY(keys),
    ENTRY(forms),
    ENTRY(structures),
    ENTRY(http),
    ENTRY(connections),
    ENTRY(commands),
    ENTRY(generic),
    ENTRY(personal),
    ENTRY(financial),
    NAMED("identity-americas", identity_americas),
    NAMED("identity-europe", identity_europe),
    NAMED("identity-asia", identity_asia),
    NAMED("identity-labelled", identity_labelled),
    NAMED("personal-keys", personal_keys),
    ENTRY(network),
    ENTRY(resources),
    ENTRY(services),
    NAMED("identity-unchecked", identity_unchecked),
    NAMED("personal-languages", personal_languages),
    NAMED("identity-languages", identity_languages),
    NAMED("columns-languages", columns_languages),
    ENTRY(prefixes),
    ENTRY(prose),
    ENTRY(code),
    NAMED("vendor-forms", vendor_forms),
    NAMED("service-keys", service_keys),
    NAMED("identity-words", identity_words),
    NAMED("scanner-forms", scanner_forms),
    NAMED("platform-forms", platform_forms),
    NAMED("identity-terms", identity_terms),
    NAMED("program-output", program_output),
};

const rule_pack *rule_packs(size_t *count) {
    *count = sizeof packs / sizeof packs[0];
    return packs;
}
