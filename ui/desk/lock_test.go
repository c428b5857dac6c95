package desk

import (
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
)

// everyMethod calls each method of the desk with values other than the current ones. A method that
// isn't listed fails the test below.
func everyMethod() map[string]func(*Desk) {
	return map[string]func(*Desk){
		"AcknowledgeCall":   func(d *Desk) { d.AcknowledgeCall(true) },
		"Approve":           (*Desk).Approve,
		"Attend":            func(d *Desk) { d.Attend(Focused) },
		"AskSetup":          (*Desk).AskSetup,
		"Cancel":            (*Desk).Cancel,
		"CancelUnfinished":  func(d *Desk) { d.CancelUnfinished("x") },
		"EndUnfinished":     func(d *Desk) { d.EndUnfinished("x") },
		"DismissGuard":      (*Desk).DismissGuard,
		"RetryJournal":      (*Desk).RetryJournal,
		"Resume":            func(d *Desk) { d.Resume("x") },
		"StartAnyway":       (*Desk).StartAnyway,
		"StartOver":         (*Desk).StartOver,
		"Report":            (*Desk).Report,
		"TakeBackReport":    (*Desk).TakeBackReport,
		"LiftFence":         func(d *Desk) { d.LiftFence("x") },
		"StopWaiting":       (*Desk).StopWaiting,
		"Touch":             (*Desk).Touch,
		"DismissNotice":     func(d *Desk) { d.DismissNotice(1) },
		"Notify":            func(d *Desk) { d.Notify(Say("problem.locked")) },
		"DismissSetup":      (*Desk).DismissSetup,
		"Fill":              func(d *Desk) { d.Fill(filling()) },
		"Offer":             func(d *Desk) { d.Offer(Offer{Request: filling(), Kind: FromLink}) },
		"TakeOver":          func(d *Desk) { d.Offer(Offer{Request: filling(), Kind: FromLink}); d.TakeOver(1) },
		"DismissOffer":      func(d *Desk) { d.Offer(Offer{Request: filling(), Kind: FromLink}); d.DismissOffer(1) },
		"HangUp":            func(d *Desk) { d.HangUp("2026-17", "") },
		"Done":              (*Desk).Done,
		"ForgetSecret":      (*Desk).ForgetSecret,
		"KeyringWaiting":    func(d *Desk) { d.KeyringWaiting(true) },
		"NewCode":           (*Desk).NewCode,
		"Refuse":            (*Desk).Refuse,
		"Run":               nil, // called once, by its owner
		"SelectEnvironment": func(d *Desk) { d.SelectEnvironment(config.IDPP) },
		"SelectPlatform":    func(d *Desk) { d.SelectPlatform("android") },
		"SelectStyle":       func(d *Desk) { d.SelectStyle("documented"); d.SelectStyle("current") },
		"SetAction":         func(d *Desk) { d.SetAction("SIGN") },
		"SetAppOS":          func(d *Desk) { d.SetAppOS("IOS") },
		"SetCaller":         func(d *Desk) { d.SetCaller(WeCalled) },
		"SetEncoding":       func(d *Desk) { d.SetEncoding("base64") },
		"SetHintToken":      func(d *Desk) { d.SetHintToken("another") },
		"SetSound":          func(d *Desk) { d.SetSound(true) },
		"SetHideNetwork":    func(d *Desk) { d.SetHideNetwork(true) },
		"SetIP":             func(d *Desk) { d.SetIP("192.0.2.200") },
		"SetLanguage":       func(d *Desk) { d.SetLanguage("da") },
		"SetCase":           func(d *Desk) { d.SetCase("another") },
		"SetReturnURL":      func(d *Desk) { d.SetReturnURL("https://app.example/") },
		"SetScenario":       func(d *Desk) { d.SetScenario("other-person") },
		"SetText":           func(d *Desk) { d.SetText("Another text") },
		"SetTheme":          func(d *Desk) { d.SetTheme("dark") },
		"SetPerson":         func(d *Desk) { d.SetPerson(unknown) },
		"PastePerson":       func(d *Desk) { d.PastePerson(NewPasted(unknown)) },
		"LeavePerson":       (*Desk).LeavePerson,
		"NotePasted":        func(d *Desk) { d.NotePasted("text", NewPasted("a\tb")) },
		"Start":             (*Desk).Start,
		"SubmitSetup":       func(d *Desk) { d.SubmitSetup(SetupInput{ClientID: "x", Secret: "y", IP: "192.0.2.3"}) },
		"AskErase":          (*Desk).AskErase,
		"DecodeExample":     (*Desk).DecodeExample,
		"CheckDecoded":      (*Desk).CheckDecoded,
		"CloseDecoder":      (*Desk).CloseDecoder,
		"CloseDiagnosis":    (*Desk).CloseDiagnosis,
		"CloseJournal":      (*Desk).CloseJournal,
		"Decode":            func(d *Desk) { d.OpenDecoder(); d.Decode("e30.e30.AA") },
		"EraseJournal":      (*Desk).EraseJournal,
		"ExportJournal":     func(d *Desk) { d.ExportJournal("json", &closedWriter{}) },
		"FilterJournal":     func(d *Desk) { d.FilterJournal(JournalFilter{Outcome: "refused"}) },
		"InspectKey":        func(d *Desk) { d.AskSetup(); d.InspectKey("a key") },
		"ReadKey":           func(d *Desk) { d.AskSetup(); d.ReadKey(io.NopCloser(strings.NewReader("a key")), "f") },
		"KeepJournal":       (*Desk).KeepJournal,
		"MoreJournal":       (*Desk).MoreJournal,
		"Diagnose":          (*Desk).Diagnose,
		"OpenDecoder":       (*Desk).OpenDecoder,
		"OpenJournal":       (*Desk).OpenJournal,
		"MoveJournalAside":  (*Desk).MoveJournalAside,
		"KeepInMemory":      (*Desk).KeepInMemory,
		"Leave":             (*Desk).Leave,
		"CheckAgain":        (*Desk).CheckAgain,
		"AskControlCode":    (*Desk).AskControlCode,
		"SetRetention":      func(d *Desk) { d.SetRetention(7) },
		"ConfirmRetention":  func(d *Desk) { d.SetRetention(7); d.ConfirmRetention() },
		"KeepRetention":     (*Desk).KeepRetention,
		"SetTextSize":       func(d *Desk) { d.SetTextSize(130) },
		"SetIdleMinutes":    func(d *Desk) { d.SetIdleMinutes(7) },
		"SetCPR":            func(d *Desk) { d.SetCPR(true) },
		"GiveNumber":        func(d *Desk) { d.GiveNumber("080436-0468") },
		"SetTemplate":       func(d *Desk) { d.SetTemplate("{code} another") },
		"VerifyJournal":     func(d *Desk) { d.VerifyJournal("") },
		"Reveal":            func(d *Desk) { d.Reveal(1, 0) },
		"Conceal":           (*Desk).Conceal,
		"AskDelete":         func(d *Desk) { d.AskDelete("nordby") },
		"CloseEditor":       (*Desk).CloseEditor,
		"DeleteEnvironment": func(d *Desk) { d.OpenEditor(); d.AskDelete("nordby"); d.DeleteEnvironment(true) },
		"DropImport":        (*Desk).DropImport,
		"DuplicateEnvironment": func(d *Desk) {
			d.OpenEditor()
			d.DuplicateEnvironment("nordby")
			d.LookUpProvider()
			d.TryConnection()
		},
		"EditEnvironment":    func(d *Desk) { d.OpenEditor(); d.EditEnvironment("nordby") },
		"ExportEnvironments": func(d *Desk) { d.ExportEnvironments([]string{"nordby"}, &closedWriter{}) },
		"KeepEnvironment":    (*Desk).KeepEnvironment,
		"LeaveEnvironment":   func(d *Desk) { d.LeaveEnvironment(true) },
		"LookUpProvider":     func(d *Desk) { d.LookUpProvider() },
		"NewEnvironment":     func(d *Desk) { d.OpenEditor(); d.NewEnvironment() },
		"OpenEditor":         (*Desk).OpenEditor,
		"PickImport":         func(d *Desk) { d.PickImport("nordby", true) },
		"ReadImport":         func(d *Desk) { d.OpenEditor(); d.ReadImport(io.NopCloser(strings.NewReader("")), "f"); d.TakeImport() },
		"SaveEnvironment": func(d *Desk) {
			d.OpenEditor()
			d.EditEnvironment("nordby")
			d.SetEnvironmentField("name", "Another")
			d.SaveEnvironment()
		},
		"SaveAndUseEnvironment": func(d *Desk) {
			d.OpenEditor()
			d.EditEnvironment("sydby")
			d.SetEnvironmentField("name", "Another")
			d.SaveAndUseEnvironment()
		},
		"SetEnvironmentField": func(d *Desk) { d.SetEnvironmentField("name", "Another") },
		"StayAtEnvironment":   (*Desk).StayAtEnvironment,
		"StopTrying":          (*Desk).StopTrying,
		"TakeImport":          (*Desk).TakeImport,
		"TryConnection":       func(d *Desk) { d.TryConnection() },
		"View":                func(d *Desk) { d.View() },
	}
}

func TestEveryMethodIsTried(t *testing.T) {
	methods := everyMethod()
	for method := range reflect.TypeFor[*Desk]().Methods() {
		if _, known := methods[method.Name]; !known {
			t.Errorf("%s is not tried against the lock: add it to everyMethod", method.Name)
		}
		delete(methods, method.Name)
	}
	for name := range methods {
		t.Errorf("there is no %s any more", name)
	}
}

// inUse is what an operator sees next to an outcome.
type inUse struct {
	environment Environment
	form        Form
	style       string
}

func besideOutcome(v View) inUse { return inUse{v.Environment, v.Form, v.Appswitch.Style} }

// lockedIn returns the states in which the form is locked, and how to reach them.
func lockedIn() map[State]func(b *bench) {
	slowly := func(path string, after time.Duration) func(http.ResponseWriter, *http.Request) bool {
		return func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, path) {
				time.Sleep(after)
			}
			return false
		}
	}
	return map[State]func(b *bench){
		Starting: func(b *bench) { b.onRequest(slowly("/connect/ciba", 10*time.Second)); b.begin(mette, Starting) },
		Waiting:  func(b *bench) { b.begin(mette, Waiting) },
		Checking: func(b *bench) { b.onRequest(slowly("/jwks", 10*time.Second)); b.begin(mette, Checking) },
		Ended:    func(b *bench) { b.verify(mette) },
	}
}

// methodsToTry returns every method; without the build tag long, only some of them.
func methodsToTry() map[string]func(*Desk) {
	all := everyMethod()
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if i%oneMethodIn != 0 {
			delete(all, name)
		}
	}
	return all
}

// TestNothingChangesWhatAnOutcomeIsAbout: rule 101, from Start until Done no method changes the
// person, the text or the environment on the desk, in any state, in demo and in an environment with
// a keyring, at once or later.
func TestNothingChangesWhatAnOutcomeIsAbout(t *testing.T) {
	for where, prepare := range map[string]func(*Options){"demo": nil, "own": inOwnEnvironment} {
		for state, reach := range lockedIn() {
			t.Run(where+" "+string(state), func(t *testing.T) {
				for name, call := range methodsToTry() {
					if call == nil {
						continue
					}
					synctest.Test(t, func(t *testing.T) {
						b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: prepare})
						b.secrets.told(func(f *fakeSecrets) { f.slow = 2 * time.Second })
						reach(b)
						before := b.View()
						if before.State != state || !before.Locked {
							t.Fatalf("%s: the desk is %s, locked %t", name, before.State, before.Locked)
						}
						call(b.Desk)
						b.until("ended", func(v View) bool { return v.State == Ended || v.State == Idle })
						call(b.Desk) // in the first second as well
						b.pass(20 * time.Second)
						for _, v := range b.published() {
							if v.State == Idle {
								continue // before Start
							}
							if !reflect.DeepEqual(besideOutcome(v), besideOutcome(before)) {
								t.Errorf("%s: next to %s is\n%+v, it was\n%+v", name, v.State, besideOutcome(v), besideOutcome(before))
								return
							}
						}
						v := b.View()
						if v.State != Ended || v.Outcome.Person != mette || v.Outcome.Text != before.Form.Preview || v.Setup != nil {
							t.Errorf("%s: %s, %+v, setup %v", name, v.State, v.Outcome, v.Setup)
						}
						if n := b.count(http.MethodPost, "/connect/ciba"); n != 1 {
							t.Errorf("%s: %d requests were started", name, n)
						}
					})
				}
			})
		}
	}
}

// TestLateAnswersDontReachALockedDesk: an answer of the keyring that was requested before Start and
// comes afterwards changes nothing either.
func TestLateAnswersDontReachALockedDesk(t *testing.T) {
	for name, call := range methodsToTry() {
		if call == nil || name == "Start" || name == "Done" {
			continue // Done makes room for the next one
		}
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: inOwnEnvironment})
			b.secrets.told(func(f *fakeSecrets) { f.slow = 2 * time.Second })
			b.SetPerson(mette)
			for _, before := range []func(*Desk){func(*Desk) {}, (*Desk).AskSetup} {
				before(b.Desk)
				call(b.Desk)
				b.DismissSetup()
				b.SetPerson(mette)
				b.Start()
				b.pass(time.Minute)
			}
			var first *View
			for _, v := range b.published() {
				if v.State == Idle {
					first = nil
					continue
				}
				if first == nil {
					first = &v
				}
				if !reflect.DeepEqual(besideOutcome(v), besideOutcome(*first)) || v.Setup != nil {
					t.Errorf("%s: next to %s is\n%+v, setup %+v, it was\n%+v", name, v.State, besideOutcome(v), v.Setup, besideOutcome(*first))
					return
				}
			}
		})
	}
}
