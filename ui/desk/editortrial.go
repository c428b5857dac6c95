package desk

import (
	"context"
	"net/http"
	"strings"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
)

// EditorTrial is a test of the connection, step by step.
type EditorTrial struct {
	Issuer           string
	Running, Stopped bool
	Good             bool // every step passed
	Steps            []EditorStep
}

// EditorStep is one step of the test.
type EditorStep struct {
	ID    string // "name", "connection", "discovery", "keys", "protected": the CPR match
	State string // "passed", "failed", "skipped", "running", "waiting"
	Text  Text   // what happened, and what to do if it failed
	Took  time.Duration
}

// trial is the connection test that runs or ran last.
type trial struct {
	issuer           string
	config           ciba.Config
	match            string // where the CPR match is asked; "" if it isn't used
	running, stopped bool
	good             bool
	steps            []ciba.Probe
	at               time.Time
}

// TryConnection tests the connection to the form's provider, step by step. It sends no secret.
func (d *Desk) TryConnection() {
	d.inEditor(func(s *state) {
		f := s.editor.form
		if f == nil || f.saving {
			return
		}
		e, problems := s.readForm(f)
		if f.readOnly {
			problems = nil
		}
		if f.touched["issuer"] = true; !canTry(e, problems) {
			return
		}
		ctx, turn := s.try(f)
		run := &trial{issuer: e.Issuer, config: e.Config(), running: true, at: s.opt.Now()}
		run.match = s.matchOf(f, e)
		f.trying.trial = run
		desk, options := s.desk, s.clientOptions()
		s.job(func(context.Context) func(*state) {
			good := ciba.RunProbe(ctx, run.config, run.match, options, func(p ciba.Probe) {
				desk.post(func(*state) {
					if f.trying.turn == turn {
						run.steps = append(run.steps, p)
					}
				})
			})
			return func(*state) {
				if f.trying.turn == turn {
					run.running, run.good = false, good
					s.matchTried(f, run)
				}
			}
		})
	})
}

// matchOf returns where the form's environment has its CPR match; "" if it doesn't use it. What was
// agreed to isn't in the form.
func (s *state) matchOf(f *editorForm, e config.Environment) string {
	if at := s.environmentAt(f.source); at >= 0 && e.CPR != config.CPRMatch {
		e.CPR = s.whole(s.environments[at]).CPR
	}
	if e.CPR != config.CPRMatch || s.cprIsOff(e.ID) {
		return ""
	}
	return e.MatchEndpoint()
}

// matchTried lets people be asked for by CPR number again, if the CPR match is there.
func (s *state) matchTried(f *editorForm, run *trial) {
	if at := s.environmentAt(f.source); at >= 0 && run.good && run.match != "" && !f.changed() {
		s.setRefusedMatch(s.environments[at], "")
	}
}

// soon is how long before its expiry a certificate is mentioned.
const soon = 21 * 24 * time.Hour

// viewTrial returns the steps and how they went.
func (f *editorForm) viewTrial() *EditorTrial {
	run := f.trying.trial
	if run == nil {
		return nil
	}
	v := &EditorTrial{Issuer: run.issuer, Running: run.running, Stopped: run.stopped, Good: run.good}
	for i, id := range ciba.ProbeSteps(run.match) {
		step := EditorStep{ID: string(id), State: "waiting"}
		switch {
		case i < len(run.steps):
			p := run.steps[i]
			step.State, step.Took, step.Text = "passed", p.Took, run.passed(p)
			if p.Skipped {
				step.State = "skipped"
			}
			if p.Failed {
				step.State, step.Text = "failed", run.failed(p)
			}
		case i == len(run.steps) && run.running:
			step.State = "running"
		}
		v.Steps = append(v.Steps, step)
	}
	return v
}

// passed says what a step found.
func (run *trial) passed(p ciba.Probe) Text {
	const place = "editor.trial."
	switch p.Step {
	case ciba.ProbeName:
		switch {
		case p.Skipped:
			return Say(place + "no_name")
		case p.Proxy:
			return Say(place+"proxy_found", "Host", ciba.Clean(p.Host, 100))
		}
		return Say(place+"name_found", "Host", ciba.Clean(p.Host, 100), "Count", p.Addresses)
	case ciba.ProbeConnection:
		switch {
		case p.TLS == "":
			return Say(place + "no_tls")
		case p.CertificateExpires.Sub(run.at) < soon:
			return Say(place+"tls_soon", "TLS", p.TLS, "Name", p.Certificate, "Until", Day(p.CertificateExpires))
		}
		return Say(place+"tls", "TLS", p.TLS, "Name", p.Certificate, "Until", Day(p.CertificateExpires))
	case ciba.ProbeDiscovery:
		if p.HasDate && p.Offset.Abs() > time.Minute {
			return clockText(p.Offset)
		}
		return Say(place + "discovered")
	case ciba.ProbeProtected:
		return Say(place + "match_found")
	}
	return Say(place+"keys_found", "Count", p.Usable, "Keys", p.Keys, "Algorithms", strings.Join(p.Algorithms, ", "))
}

// failed says what happened and what to do next.
func (run *trial) failed(p ciba.Probe) Text {
	if p.Step == ciba.ProbeProtected && p.Status != 0 {
		if p.Status == http.StatusNotFound {
			return Say("editor.trial.no_match")
		}
		return Say("editor.trial.match_unclear", "Status", p.Status)
	}
	if p.Step == ciba.ProbeKeys && p.Reason == ciba.ReasonKeys {
		switch {
		case p.Keys == 0:
			return Say("editor.trial.no_keys")
		case p.Usable == 0:
			return Say("editor.trial.no_usable_key", "Count", p.Keys, "Algorithms", strings.Join(run.config.IDTokenAlgs, ", "))
		}
		return Say("editor.trial.not_pinned")
	}
	return reasonSentence(p.Reason, ciba.Host(run.issuer), p.Err)
}
