package desk

import (
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/storage/config"
)

// laid puts a policy over the environments of the options, as main does.
func laid(p config.Policy) func(*Options) {
	return func(o *Options) {
		o.Policy = p
		var all []config.Environment
		for _, e := range o.Environments {
			if !p.Allows(e.ID) {
				continue
			}
			over, err := p.Over(e)
			if err != nil {
				panic(err) // of our own policy
			}
			all = append(all, over)
		}
		o.Environments = all
	}
}

func fixing(id string, keys map[string]any) config.Policy {
	return config.Policy{Environment: map[string]map[string]any{id: keys}}
}

func fieldOf(v View, key string) EditorField {
	at := slices.IndexFunc(v.Editor.Form.Fields, func(f EditorField) bool { return f.Key == key })
	return v.Editor.Form.Fields[at]
}

// TestFixedKeysOfAnEnvironment are shown with the policy's value, can't be typed over, and never
// get into the user's file; what isn't fixed can be changed all the same.
func TestFixedKeysOfAnEnvironment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, laid(fixing("nordby", map[string]any{"ip": "198.51.100.4", "require_at_hash": false, "organisation": "Nordby"})))
		before := file.text()
		b.EditEnvironment("nordby")
		v := b.fillEditor("ip", "192.0.2.99", "id", "other", "name", "Nordby, ny")
		for key, want := range map[string]string{"ip": "198.51.100.4", "require_at_hash": "false", "organisation": "Nordby", "id": "nordby"} {
			if f := fieldOf(v, key); f.Value != want || !f.Fixed || !f.Problem.IsZero() {
				t.Errorf("%s: %+v", key, f)
			}
		}
		if f := fieldOf(v, "name"); f.Fixed || f.Value != "Nordby, ny" || !v.Editor.Form.Kept || !v.Editor.Form.Changed {
			t.Errorf("%+v, %+v", f, v.Editor.Form)
		}
		b.SaveEnvironment()
		if v = b.pass(0); v.Editor.Form != nil || v.Editor.Said.Key != "editor.saved" {
			t.Fatalf("%+v", v.Editor.Form)
		}
		if want := strings.Replace(before, `name = "Nordby Kommune, test"`, `name = "Nordby, ny"`, 1); file.text() != want {
			t.Errorf("the file holds\n%s\nnot\n%s", file.text(), want)
		}
		b.AskDelete("nordby")
		if v = b.pass(0); v.Editor.Deleting != nil {
			t.Error("it can be deleted, and then the policy can't be used")
		}
		b.CloseEditor()
		if v = b.pass(time.Second); v.Environment.Name != "Nordby, ny" || v.Form.IP.Value != "198.51.100.4" {
			t.Errorf("in use is %+v, with the IP %q", v.Environment, v.Form.IP.Value)
		}
		out := &closedWriter{}
		b.OpenEditor()
		b.pass(0)
		b.ExportEnvironments([]string{"nordby"}, out)
		if b.pass(0); strings.Contains(out.String(), "198.51.100.4") || !strings.Contains(out.String(), "192.0.2.10") {
			t.Errorf("exported is\n%s", out.String())
		}
	})
}

// TestNothingIsSavedThatThePolicyDoesntFit: the policy would end the next start. What was written
// by hand and doesn't fit is reported, and the environments stay as they are.
func TestNothingIsSavedThatThePolicyDoesntFit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, laid(fixing("nordby", map[string]any{"organisation": "Nordby Kommune, Borgerservice og Beskæftigelse"})))
		long := "{code} {organisation} " + strings.Repeat("x", 100) // fits with the user's own organisation
		b.EditEnvironment("nordby")
		b.fillEditor("reference_template", long)
		b.SaveEnvironment()
		v := b.pass(0)
		if problemOf(v, "reference_template") != "too_long" || file.wrote() > 0 {
			t.Errorf("%+v, written %d times", v.Editor.Form, file.wrote())
		}
		b.CloseEditor()
		file.put(strings.ReplaceAll(file.text(), `reference_template = "Kode {code}, {organisation}"`, "") + "reference_template = \"" + long + "\"\n")
		b.OpenEditor()
		v = b.pass(0)
		if !v.Editor.ReadOnly || v.Editor.Problem.Key != "editor.file.broken" || !slices.Contains(ids(v.Environments), "nordby") {
			t.Errorf("%+v", v.Editor)
		}
	})
}

// TestNoCPRInTheEditor: the key is fixed to off in every form, and what the file says of it stays.
func TestNoCPRInTheEditor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		matching := fileOwn()
		matching.CPR, matching.CPRMatchEndpoint = config.CPRMatch, "https://127.0.0.1/op/match"
		matching.Issuer = "https://127.0.0.1/op"
		b, file := editing(t, func(o *Options) {
			o.Environments[len(o.Environments)-1] = matching
			o.EnvironmentFile.(*fakeFile).put(string(config.EncodeEnvironments([]config.Environment{matching})))
			laid(config.Policy{CPR: config.CPROff})(o)
		})
		b.EditEnvironment("nordby")
		v := b.fillEditor("cpr", "match", "name", "Other")
		if f := fieldOf(v, "cpr"); f.Value != "" || !f.Fixed {
			t.Errorf("%+v", f)
		}
		b.SaveEnvironment()
		if v = b.pass(0); v.Editor.Said.Key != "editor.saved" || !strings.Contains(file.text(), `cpr = "match"`) {
			t.Errorf("%+v, %+v\n%s", v.Editor.Said, v.Editor.Form, file.text())
		}
		b.NewEnvironment()
		if v = b.fillEditor("cpr", "match"); fieldOf(v, "cpr").Value != "" || !fieldOf(v, "cpr").Fixed {
			t.Errorf("a new one: %+v", fieldOf(v, "cpr"))
		}
	})
}

// TestTheOrganisationsEnvironments can be viewed, and neither changed, deleted, exported nor
// replaced by an import; they stay when the user's own are read again.
func TestTheOrganisationsEnvironments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, func(o *Options) {
			shared := fileOwn()
			shared.ID, shared.Name, shared.Machine, shared.Endpoints.Token = "shared", "Everybody", true, "https://token.example/t"
			o.Environments = slices.Insert(o.Environments, 3, shared)
		})
		if v := b.pass(0); !slices.Equal(ids(v.Environments), []string{"demo", "pp", "production", "shared", "nordby"}) || !v.Environments[3].Machine {
			t.Fatalf("%v", ids(v.Environments))
		}
		b.EditEnvironment("shared")
		v := b.fillEditor("name", "Mine")
		if f := v.Editor.Form; !f.ReadOnly || valueOf(v, "name") != "Everybody" {
			t.Errorf("%+v", f)
		}
		b.LeaveEnvironment(true)
		b.AskDelete("shared")
		out := &closedWriter{}
		b.ExportEnvironments([]string{"shared"}, out)
		b.ReadImport(io.NopCloser(strings.NewReader(strings.ReplaceAll(string(config.EncodeEnvironments([]config.Environment{fileOwn()})), `id = "nordby"`, `id = "shared"`))), "x.toml")
		b.pass(0)
		b.PickImport("shared", true)
		b.TakeImport()
		v = b.pass(0)
		if v.Editor.Deleting != nil || out.Len() > 0 || len(v.Editor.Import.Rows) != 1 || !v.Editor.Import.Rows[0].Barred || v.Editor.Import.Rows[0].Take {
			t.Errorf("%+v, exported %q", v.Editor, out.String())
		}
		b.DropImport()
		b.EditEnvironment("nordby")
		b.fillEditor("name", "Changed")
		b.SaveEnvironment()
		if v = b.pass(0); !slices.Equal(ids(v.Environments), []string{"demo", "pp", "production", "shared", "nordby"}) || v.Environments[4].Name != "Changed" {
			t.Errorf("%v, %+v", ids(v.Environments), v.Editor.Form)
		}
	})
}

// TestWhatAPolicyTakesFromTheEditor: own environments, import and export, each by itself.
func TestWhatAPolicyTakesFromTheEditor(t *testing.T) {
	text := string(config.EncodeEnvironments([]config.Environment{fileOwn()}))
	for name, c := range map[string]struct {
		policy                config.Policy
		noNew, noImport       bool
		creates, imports, out bool
	}{
		"nothing": {creates: true, imports: true, out: true},
		"own":     {policy: config.Policy{NoOwnEnvironments: true}, noNew: true, noImport: true, out: true},
		"import":  {policy: config.Policy{NoImport: true}, noImport: true, creates: true, out: true},
		"export":  {policy: config.Policy{NoExport: true}, creates: true, imports: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := editing(t, laid(c.policy))
				v := b.pass(0)
				if v.Editor.NoNew != c.noNew || v.Editor.NoImport != c.noImport || v.Fixed.NoExport == c.out || v.Editor.ReadOnly != c.noNew {
					t.Errorf("%+v, %+v", v.Editor, v.Fixed)
				}
				out := &closedWriter{}
				b.ExportEnvironments([]string{"nordby"}, out)
				b.pass(0)
				b.ReadImport(io.NopCloser(strings.NewReader(text)), "x.toml")
				if v = b.pass(0); (v.Editor.Import != nil) != c.imports || (out.Len() > 0) != c.out || !out.closed.Load() {
					t.Errorf("import %+v, %d bytes exported", v.Editor.Import, out.Len())
				}
				b.DropImport()
				b.NewEnvironment()
				if v = b.pass(0); (v.Editor.Form != nil) != c.creates {
					t.Errorf("a new one: %+v", v.Editor.Form)
				}
				b.LeaveEnvironment(true)
				b.DuplicateEnvironment("pp")
				if v = b.pass(0); (v.Editor.Form != nil) != c.creates {
					t.Errorf("a copy: %+v", v.Editor.Form)
				}
			})
		})
	}
}

// TestAnIDThatIsNotAllowed: an environment with it could be saved and never used.
func TestAnIDThatIsNotAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, laid(config.Policy{Environments: []string{"demo", "nordby"}}))
		if v := b.pass(0); !slices.Equal(ids(v.Environments), []string{"demo", "nordby"}) {
			t.Errorf("%v", ids(v.Environments))
		}
		b.NewEnvironment()
		b.fillEditor("id", "sydby", "name", "Sydby", "issuer", "https://broker.example/op", "client_id", "abc")
		b.SaveEnvironment()
		v := b.pass(0)
		if problemOf(v, "id") != "not_allowed" || file.wrote() > 0 {
			t.Errorf("%+v", v.Editor.Form)
		}
		b.LeaveEnvironment(true)
		b.ReadImport(io.NopCloser(strings.NewReader(strings.ReplaceAll(file.text(), `"nordby"`, `"sydby"`))), "x.toml")
		if v = b.pass(0); !v.Editor.Import.Rows[0].Barred || v.Editor.Import.Rows[0].Take {
			t.Errorf("%+v", v.Editor.Import)
		}
		b.DropImport()
		b.AskDelete("nordby")
		if v = b.pass(0); v.Editor.Deleting != nil {
			t.Error("it can be deleted, and then the policy can't be used")
		}
	})
}

// TestFixedValuesOfProduction are asked for no more, win over what was saved, and aren't saved.
func TestFixedValuesOfProduction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{idle: true, options: func(o *Options) {
			o.Environment = config.IDProduction
			o.Settings.Production = config.Production{ClientID: "mine", IP: "192.0.2.1", Organisation: "Sydby"}
			laid(fixing(config.IDProduction, map[string]any{"client_id": "ours", "organisation": "Nordby Kommune", "reference_template": "{code} fra {organisation}"}))(o)
		}})
		v := b.until("asked", func(v View) bool { return v.Setup != nil && !v.Setup.Probing })
		s := v.Setup
		if s.ClientID != "ours" || s.Organisation != "Nordby Kommune" || s.IP != "192.0.2.1" || !s.ClientIDFixed || !s.OrganisationFixed || s.IPFixed {
			t.Errorf("it asks %+v", s)
		}
		b.SubmitSetup(SetupInput{ClientID: "theirs", Organisation: "X", IP: "192.0.2.77", Secret: "a secret of production"})
		if v = b.pass(time.Second); v.Setup != nil || v.Form.IP.Value != "192.0.2.77" || !strings.HasSuffix(v.Form.Text.Value, " fra Nordby Kommune") {
			t.Errorf("setup %+v, IP %q, text %q", v.Setup, v.Form.IP.Value, v.Form.Text.Value)
		}
		saved := b.savedSettings()
		if p := saved[len(saved)-1].Production; p != (config.Production{ClientID: "mine", IP: "192.0.2.77", Organisation: "Sydby"}) {
			t.Errorf("saved is %+v", p)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.options.Environments[2].ClientID != "ours" {
			t.Error("the test's policy has no effect")
		}
	})
}

// TestTheFileLosesWhatThePolicyNames: another program removed the only environment that is allowed.
// The desk says so and keeps the one that it has.
func TestTheFileLosesWhatThePolicyNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, laid(config.Policy{Environments: []string{"nordby"}}))
		b.CloseEditor()
		b.pass(time.Second)
		file.put("")
		b.OpenEditor()
		v := b.pass(0)
		if v.Environment.ID != "nordby" || v.Editor.Problem.Key != "editor.file.broken" {
			t.Errorf("in use is %q; the editor says %v", v.Environment.ID, v.Editor.Problem)
		}
	})
}
