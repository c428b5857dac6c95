package ui

import (
	"slices"
	"time"

	"ringback/storage/config"
	"ringback/ui/desk"
)

// fieldsOf returns the fields of a form as the desk orders them, with values and problems.
func fieldsOf(profile string, values map[string]string, problems map[string]desk.Text) []desk.EditorField {
	sections := map[string][]string{
		desk.SectionNeeded: {"issuer", "profile", "client_id", "ip", "id", "name", "kind"}, desk.SectionText: {"organisation", "reference_template"},
		desk.SectionClient: {"client_auth", "scope"}, desk.SectionRequest: {"cpr", "hint_encoding", "ciba_nonce"}, desk.SectionAppswitch: {"appswitch", "appswitch_ios", "appswitch_android"},
		desk.SectionEndpoints: {"backchannel_authentication_endpoint", "token_endpoint", "jwks_uri", "cancel_endpoint", "cpr_match_endpoint"},
		desk.SectionChecks:    {"id_token_algs", "pinned_keys", "require_at_hash", "required_loa"},
	}
	if profile == config.ProfileGeneric {
		sections[desk.SectionNeeded] = []string{"issuer", "profile", "client_id", "person_claim", "id", "name", "kind"}
		sections[desk.SectionRequest], sections[desk.SectionAppswitch] = []string{"hint", "requested_expiry", "acr_values"}, nil
		sections[desk.SectionEndpoints] = sections[desk.SectionEndpoints][:4]
		sections[desk.SectionChecks] = sections[desk.SectionChecks][:3]
	}
	known := map[string]config.Key{}
	for _, key := range config.Keys(profile) {
		known[key.Name] = key
	}
	var fields []desk.EditorField
	for _, section := range []string{desk.SectionNeeded, desk.SectionText, desk.SectionClient, desk.SectionRequest, desk.SectionAppswitch, desk.SectionEndpoints, desk.SectionChecks} {
		for _, key := range sections[section] {
			field := desk.EditorField{Key: key, Section: section, Value: values[key], Default: known[key].Default, Problem: problems[key]}
			if known[key].Kind != config.KeyList {
				field.Choices = known[key].Choices
			}
			fields = append(fields, field)
		}
	}
	return fields
}

// editorUnfolded is a sample with everything of the form unfolded.
const editorUnfolded = "unfolded"

// editorSamples returns the pages of the editor, with an otherwise idle view.
func editorSamples(idle desk.View) []sample {
	const path = "/home/anna/.config/ringback/environments.toml"
	one := func(name, open string, change func(e *desk.Editor)) sample {
		view := idle
		view.Editor = &desk.Editor{File: path, Environments: environments()}
		change(view.Editor)
		return sample{name: name, view: view, open: open}
	}
	own := func(e *desk.Editor) {
		e.Form = &desk.EditorForm{ID: "nordby", Name: "Nordby Kommune, test", CanTry: true, Fields: fieldsOf(config.ProfileMitIDFlex, map[string]string{
			"id": "nordby", "name": "Nordby Kommune, test", "kind": "test", "issuer": "https://pp.netseidbroker.dk/op", "client_id": "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9",
			"organisation": "Nordby Kommune", "ip": "192.0.2.10", "pinned_keys": "048058BB59F4D3007045896FD488CE81F4EB4923",
		}, nil)}
	}
	generic := func(e *desk.Editor) {
		e.Form = &desk.EditorForm{Changed: true, Problem: desk.Say("editor.incomplete"), Fields: fieldsOf(config.ProfileGeneric, map[string]string{
			"id": "pp", "profile": "generic", "issuer": "broker.example", "scope": "profile",
		}, map[string]desk.Text{
			"id": desk.Say("editor.problem.reserved_id"), "name": desk.Say("editor.problem.missing"), "issuer": desk.Say("editor.problem.bad_url"),
			"client_id": desk.Say("editor.problem.missing"), "scope": desk.Say("editor.problem.bad_scope"),
		})}
	}
	found := func(e *desk.Editor) {
		own(e)
		text := func(name, value string) desk.EditorFact {
			return desk.EditorFact{Name: desk.Say("editor.fact." + name), Value: desk.Value{Text: value}}
		}
		e.Form.LookUp = &desk.EditorLookUp{
			Issuer: "https://pp.netseidbroker.dk/op", Filled: []string{"id", "name"},
			Facts: []desk.EditorFact{
				text("issuer", "https://pp.netseidbroker.dk/op"), text("modes", "poll"), text("auth_methods", "client_secret_basic, client_secret_post, private_key_jwt"), text("id_token_algs", "RS256"),
				{Name: desk.Say("editor.fact.scopes"), Value: desk.Value{Word: desk.Say("editor.fact.unstated")}}, {Name: desk.Say("editor.fact.user_code"), Value: desk.Value{Word: desk.Say("claim.value.yes")}},
				text("signed_requests", "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, HS256, HS384, HS512"),
				text("backchannel", "https://pp.netseidbroker.dk/op/connect/ciba"), text("token", "https://pp.netseidbroker.dk/op/connect/token"), text("jwks", "https://pp.netseidbroker.dk/op/.well-known/openid-configuration/jwks"),
			},
			Contradictions: []desk.Text{
				desk.Say("editor.conflict.auth_method", "Member", "token_endpoint_auth_methods_supported", "Ours", "client_secret_jwt", "Given", "client_secret_basic, client_secret_post"),
				desk.Say("editor.conflict.other_host", "Member", "jwks_uri", "Ours", "pp.netseidbroker.dk", "Given", "keys.elsewhere.example"),
			},
		}
	}
	trial := func(failed bool) func(e *desk.Editor) {
		return func(e *desk.Editor) {
			own(e)
			until := desk.Day(time.Date(2026, time.May, 6, 0, 0, 0, 0, time.UTC))
			steps := []desk.EditorStep{
				{
					ID: "name", State: "passed", Took: 12 * time.Millisecond,
					Text: desk.Say("editor.trial.name_found", "Host", "pp.netseidbroker.dk", "Count", 2),
				},
				{
					ID: "connection", State: "passed", Took: 41 * time.Millisecond,
					Text: desk.Say("editor.trial.tls", "TLS", "TLS 1.3", "Name", "pp.netseidbroker.dk", "Until", until),
				},
				{ID: "discovery", State: "passed", Took: 30 * time.Millisecond, Text: desk.Say("editor.trial.discovered")},
				{
					ID: "keys", State: "passed", Took: 22 * time.Millisecond,
					Text: desk.Say("editor.trial.keys_found", "Count", 2, "Keys", 3, "Algorithms", "RS256"),
				},
			}
			run := &desk.EditorTrial{Issuer: "https://pp.netseidbroker.dk/op", Good: !failed, Steps: steps}
			if failed {
				steps[1] = desk.EditorStep{ID: "connection", State: "failed", Took: 41 * time.Millisecond, Text: desk.Say("outcome.failed.sentence.certificate_unknown", "Host", "pp.netseidbroker.dk")}
				steps[2], steps[3] = desk.EditorStep{ID: "discovery", State: "waiting"}, desk.EditorStep{ID: "keys", State: "waiting"}
			}
			e.Form.Trial = run
		}
	}
	running := func(e *desk.Editor) {
		trial(true)(e)
		e.Form.Trial.Running = true
		e.Form.Trial.Steps = slices.Concat(e.Form.Trial.Steps[:1], []desk.EditorStep{{ID: "connection", State: "running"}}, e.Form.Trial.Steps[2:])
	}
	all := environments()
	elsewhere := all[3]
	elsewhere.Recipients = recipientSamples()
	hosts := func(e *desk.Editor) {
		own(e)
		e.Form.Recipients = recipientSamples()
		e.Form.Changed = true
	}
	return []sample{
		one("environments", "", func(*desk.Editor) {}),
		one("environments-handed-out", "", func(e *desk.Editor) { e.ReadOnly, e.Problem = true, desk.Say("editor.handed_out", "File", path) }),
		one("environments-form", "", own),
		one("environments-new", "", func(e *desk.Editor) {
			e.Form = &desk.EditorForm{Fields: fieldsOf(config.ProfileMitIDFlex, nil, nil)}
		}),
		one("environments-unfolded", editorUnfolded, own),
		one("environments-unpinned", "", func(e *desk.Editor) {
			own(e)
			// the proposal is at the end of the form
			e.Form.Fields = e.Form.Fields[len(e.Form.Fields)-4:]
			for i := range e.Form.Fields { // which isn't folded
				e.Form.Fields[i].Section = desk.SectionNeeded
			}
			e.Form.Fields[1].Value, e.Form.Fields[1].Proposal = "", "048058BB59F4D3007045896FD488CE81F4EB4923"
			e.Form.Fields[1].Why = desk.Say("editor.proposal.pinned_keys", "Key", e.Form.Fields[1].Proposal)
		}),
		one("environments-generic", "", generic),
		one("environments-built-in", "", func(e *desk.Editor) {
			own(e)
			e.Form.ID, e.Form.ReadOnly = "pp", true
		}),
		one("environments-form-hosts", "", hosts),
		one("environments-hosts", "", func(e *desk.Editor) { hosts(e); e.Form.Asking = true }),
		one("environments-leave", "", func(e *desk.Editor) { own(e); e.Form.Leaving = true }),
		one("environments-look-up", editorLookUp, found),
		one("environments-trial", editorTrial, trial(false)),
		one("environments-trial-failed", editorTrial, trial(true)),
		one("environments-trial-running", editorTrial, running),
		one("environments-delete", "", func(e *desk.Editor) {
			e.Deleting = &desk.EditorDeleting{Environment: all[3], InUse: true, OwnSecret: true}
		}),
		one("environments-export", editorExport, func(*desk.Editor) {}),
		one("environments-import", "", func(e *desk.Editor) {
			e.Import = &desk.EditorImport{File: "nordby.toml", Rows: []desk.EditorImportRow{
				{
					ID: "nordby", Environment: elsewhere, Issuer: "https://pp.netseidbroker.dk/op",
					ClientID: "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9", Exists: true,
				},
				{
					ID: "sydby",
					Environment: desk.Environment{ID: "sydby", Name: "Sydby Kommune", Badge: desk.BadgeProduction,
						Recipients: recipientSamples()[:1]},
					Issuer: "https://netseidbroker.dk/op", ClientID: "0f1e2d3c",
					Take: true, Appswitch: []string{"https://appswitch.sydby.example"},
				},
			}}
		}),
		one("environments-import-broken", "", func(e *desk.Editor) {
			e.Import = &desk.EditorImport{File: "nordby.toml", More: 3, Problems: []desk.Text{
				desk.Say("editor.import_fault", "Place", desk.Say("editor.place", "Line", 7, "Where", "nordby, client_secret"), "Problem", desk.Say("editor.problem.secret_in_file")),
				desk.Say("editor.import_fault", "Place", desk.Say("editor.place", "Line", 9, "Where", "nordby, issuer"), "Problem", desk.Say("editor.problem.not_https")),
			}}
		}),
	}
}
