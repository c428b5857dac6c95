package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// mainScreen is what must be true of a sample's screen.
type mainScreen struct {
	name    string
	says    []string // in this order, with anything in between
	never   []string
	buttons string // in this order; (those) can't be pressed
}

// TestMainScreens checks for each main screen which texts it shows, in which order, and which
// buttons can be pressed.
func TestMainScreens(t *testing.T) {
	const (
		bar  = "Journal Settings Menu Present"
		tabs = "Result 1 Claims 2 Appswitch 3 Course 4 Network 5"
		sent = "Sent to 8a9856e0-f12d-4217-b320-c8a076be9320 Kode 4821, Nordby Kommune"
	)
	request := []string{
		"Ringback", "D E M O Built-in demo", "Journal Ctrl+J Settings English Menu Present F11",
		"Request", "The citizen called us We called", "MitID UUID", "Text in MitID 25 / 130",
	}
	open := slices.Concat(request[:5], []string{"MitID UUID Required", "Text in MitID Required · 25 / 130"})
	phone := []string{"The person’s phone", "Scenario The person decides Press Approve or Refuse on the phone."}
	steps := []string{
		"What happens",
		"1 You paste the person’s MitID UUID and check the text.",
		"2 Start sends one request. The screen tells you what to say on the phone.",
		"3 The person reads the text in the MitID app and approves or refuses it.",
		"4 The answer is checked, and you see who approved what.",
	}
	for _, screen := range []mainScreen{
		{
			name: "idle",
			says: slices.Concat(open, []string{
				"Read the code aloud to the person. Each request gets a new one.", "Further options", "The exact request", "Missing: MitID UUID.", "Start Ctrl+↵",
				"Ready Fill in the request and press Start.", tabs,
			}, steps, []string{"The person’s phone No requests"}, phone[1:]),
			never:   []string{"Verified", "Say on the phone", "Cancel", "Done", "Valid"},
			buttons: bar + " New code Start Start over",
		},
		{
			name: "diagram-waiting",
			says: slices.Concat(request, []string{
				"Start Ctrl+↵", "Waiting Still waiting for an answer.", "Cancel Esc", "2:51 left Asked 21 times Asking now Every 10 seconds",
				"The broker asked for longer pauses.", "Say on the phone", "Approve it only if the code is 4 8 2 1 .”", "There is no hurry.”", tabs,
				"List Diagram", "Press an arrow to see what was sent.", "Operator Ringback Broker Phone",
				"Poll 13 · pending 9 ms", "Poll 14 · slow down 9 ms", "10 s · the broker wants longer pauses", "Poll 15 · pending 9 ms",
			}, phone[:1], []string{"Approve at Nordby Kommune? Kode 4821, Nordby Kommune Approve Refuse Scenario The person decides"}),
			never:   []string{"Verified", "New code", "Done"},
			buttons: bar + " (Start) Cancel Approve Refuse (Start over)",
		},
		{
			name: "claims-verified",
			says: slices.Concat(request, []string{
				"Done Ctrl+↵", "D E M O Verified 12 s ago Mette Holm Sørensen approved the text at 10:42:51.",
				"The approval does not show whose voice is on the line.", "Name Mette Holm Sørensen", "Born 14 Mar 1979", "Transaction 9581bab6…63b9",
				sent, "Say on the phone “Thank you. The request was approved in the MitID app.”", "Copy note Ctrl+Shift+C Receipt Ctrl+Shift+R", tabs, "Copy all",
			}, phone, []string{
				"Content", "Sender https://pp.netseidbroker.dk/op", "Valid from 10:42:51", "Valid until 10:47:51", "Recipient", "MitID UUID",
				"Text in MitID Kode 4821, Nordby Kommune", "Header", "Signature", "RSA, 2048 bits", "Key fetched 10:42:50",
			}),
			never:   []string{"Not verified", "Start Ctrl", "Cancel"},
			buttons: bar + " Done Copy note Receipt Copy all (Start over)",
		},
		{
			name: "decoder",
			says: slices.Concat([]string{"Ringback", "T E S T MitID pre-production"}, open[2:], []string{
				"New code", "Start Ctrl+↵", "Ready Fill in the request and press Start.", "Result Ctrl+1 Claims Ctrl+2 Appswitch Ctrl+3 Course Ctrl+4 Network Ctrl+5"}, steps, []string{
				"Decode a token", "Decoded, not a verification. Nothing here says who is on the line.", "Token", "Example Clear",
				"Removed: “Bearer” before the token.", "Removed: spaces and line breaks around the token.", "Checked against: MitID pre-production.",
				"Check the signature", "Copy all", "Close Esc",
			}),
			never:   []string{"Verified", "The person’s phone", "D E M O"},
			buttons: bar + " New code Start",
		},
		{
			name: "other-person",
			says: slices.Concat(request, []string{
				"Done Ctrl+↵", "D E M O Not verified 12 s ago Someone other than the person you asked for approved. Share nothing.",
				sent, "Say on the phone “I am sorry, I cannot help you further in this call.”", "Copy note Ctrl+Shift+C Receipt Ctrl+Shift+R", tabs,
				"Check Expected Received", "Person 8a9856e0-f12d-4217-b320- c8a076be9320 someone else",
				"Text in MitID Kode 4821, Nordby Kommune the same", "Approved after 10:42:07 10:42:51", "The broker’s signature RS256 valid",
				"The one who approved has the MitID UUID that you entered. The other person’s data is not shown.", "13 technical checks passed",
			}, phone),
			never:   []string{"Mette", "Thank you", "Start Ctrl", "Cancel"},
			buttons: bar + " Done The person didn’t start this Copy note Receipt (Start over)",
		},
		{
			name: "presenting-waiting",
			says: []string{
				"D E M O Waiting The request was sent. Waiting for an answer.", "4:12 left Asked 9 times Next in 3 s Every 5 seconds",
				"Say on the phone", "Approve it only if the code is 4 8 2 1 .”", "Approve at Nordby Kommune? Kode 4821, Nordby Kommune",
				"Approve F8 Refuse F9", "Cancel Esc", "QR code F3", "Leave F11",
			},
			never:   []string{"8a9856e0", "Mette", "Journal", "Settings", "Start", "Verified"},
			buttons: "Approve Refuse Cancel QR code Course Leave",
		},
	} {
		t.Run(screen.name, func(t *testing.T) { screen.holdsOf(t, shownSample(t, screen.name)) })
	}
}

// shownSample shows the sample with a name, in the window or in a presentation.
func shownSample(t *testing.T, name string) *Window {
	t.Helper()
	named := func(s sample) bool { return s.name == name }
	if all := samples(); slices.ContainsFunc(all, named) {
		return all[slices.IndexFunc(all, named)].show(t, plainShape())
	}
	all := presentedSamples()
	i := slices.IndexFunc(all, named)
	if i < 0 {
		t.Fatalf("there is no sample %q", name)
	}
	w, _ := presented(t, all[i], plainShape())
	return w
}

func (screen mainScreen) holdsOf(t *testing.T, w *Window) {
	t.Helper()
	all := readable(w)
	rest := strings.Join(strings.Fields(all), " ")
	for _, text := range screen.says {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Errorf("%q isn't there, or not in its place, in\n%s", text, all)
			continue
		}
		rest = after
	}
	for _, text := range screen.never {
		if strings.Contains(shown(w), text) {
			t.Errorf("%q is there", text)
		}
	}
	var buttons []string
	walk(w.window.Content(), func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok {
			label := b.Label()
			if b.Disabled() {
				label = "(" + label + ")"
			}
			buttons = append(buttons, label)
		}
	})
	if got := strings.Join(buttons, " "); got != screen.buttons {
		t.Errorf("the buttons are %q, want %q", got, screen.buttons)
	}
}
