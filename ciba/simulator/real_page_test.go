//go:build realparts && linux

package simulator

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The tests of the page in a real browser: Debian's package chromium, without a window.
// RINGBACK_PICTURES=FOLDER saves a picture of each look there.

// patience limits each test in the browser. It is long because the machine may be busy.
const patience = 90 * time.Second

// browser is a tab of a browser with a new, empty profile.
type browser struct {
	t   *testing.T
	ctx context.Context
}

// newBrowser starts a browser that prefers a language. Whatever the page logs or throws fails the
// test.
func newBrowser(t *testing.T, language string) browser {
	t.Helper()
	needs(t, "chromium", "It is Debian's package chromium, which make test installs.")
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Headless, chromedp.ExecPath("chromium"), chromedp.UserDataDir(t.TempDir()))
	for _, flag := range []string{"disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	bounded, done := context.WithTimeout(t.Context(), patience)
	t.Cleanup(done)
	process, end := chromedp.NewExecAllocator(bounded, options...)
	t.Cleanup(end)
	tab, closeTab := chromedp.NewContext(process)
	t.Cleanup(closeTab)
	b := browser{t, tab}
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": language}})
		return err
	}))
	return b
}

func (b browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// until waits until an expression of the page is true.
func (b browser) until(expression string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(patience/3))); err != nil {
		text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
		b.t.Fatalf("%s: %v; the page says:\n%s", expression, err, text)
	}
}

// says waits until an element has a text.
func (b browser) says(id, text string) {
	b.t.Helper()
	b.until(`document.getElementById("` + id + `").innerText === "` + text + `"`)
}

// look sets width and colours.
func (b browser) look(width int64, scheme string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 760), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
}

// picture saves what is visible, if RINGBACK_PICTURES is set.
func (b browser) picture(name string) {
	b.t.Helper()
	folder := os.Getenv("RINGBACK_PICTURES")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600)
	}
	if err != nil {
		b.t.Error(err)
	}
}

func standAlone(t *testing.T, options Options) *Simulator {
	t.Helper()
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	options.Keys = keys
	s, err := StartAt(t.Context(), "127.0.0.1:0", options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// ask sends the documented start with another text.
func ask(t *testing.T, s *Simulator, text string) {
	t.Helper()
	hint := strings.Replace(documentedHint, documentedText, text, 1)
	body := startWith(map[string]any{"login_hint_token": hint})
	response, err := http.Post(s.Issuer()+"/connect/ciba", formType, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("start: %d", response.StatusCode)
	}
}

func lastState(s *Simulator) string {
	prompts := s.Prompts()
	if len(prompts) == 0 {
		return ""
	}
	return prompts[len(prompts)-1].State
}

func TestPageInABrowser(t *testing.T) {
	s := standAlone(t, Options{})
	b := newBrowser(t, "en")
	faults := 0
	if err := chromedp.Listen(b.ctx, func(event any) {
		if isTrouble(event) {
			faults++
			t.Errorf("the browser reports %T", event)
		}
	}); err != nil {
		t.Fatal(err)
	}
	b.look(1000, "light")
	b.do(chromedp.Navigate(s.PhoneURL()))
	b.says("ask", "No requests")
	b.until(`document.querySelector(".badge").innerText === "SIMULATOR" && !document.getElementById("scenario").disabled`)

	const markup = `<b id=injected>Code 4821</b>`
	ask(t, s, strings.ReplaceAll(markup, `"`, `'`))
	b.says("ask", "Approve at Nordby Kommune?")
	b.says("text", markup)
	b.until(`document.getElementById("injected") === null`)
	b.do(chromedp.Click("#approve"))
	b.says("ask", "Approved")
	if state := lastState(s); state != StateApproved {
		t.Errorf("pressed Approve: %s", state)
	}

	ask(t, s, "Second")
	b.says("text", "Second")
	ask(t, s, "Third")
	b.until(`document.querySelectorAll("#requests .row").length === 3`)
	b.says("text", "Second") // the prompt that the user may be answering stays
	b.do(chromedp.Click("#refuse"))
	b.says("text", "Third") // and then the next one appears
	if state := s.Prompts()[1].State; state != StateRefused {
		t.Errorf("pressed Refuse: %s", state)
	}
	b.do(chromedp.Focus("#approve"), chromedp.KeyEvent("\r")) // the keyboard works too
	b.says("ask", "Approved")

	s.issue("token", &request{promptID: s.Prompts()[2].ID})
	s.matched("token", documentedCPR)
	s.notify()
	b.says("match", "The broker was asked about the CPR number: it matches.")
	b.until(`document.querySelector("#requests .row").innerText.includes("it matches")`)

	b.do(chromedp.Evaluate[chromedp.Void](`(() => { const s = document.getElementById("scenario"); s.value = "alg-none"; s.dispatchEvent(new Event("change")); })()`))
	b.says("sentence", "The token claims that it needs no signature.")
	b.until(`document.getElementById("scenario").value === "alg-none"`)
	if s.Scenario() != AlgNone {
		t.Errorf("picked alg-none: %s", s.Scenario())
	}
	s.SetScenario(Refuse) // a scenario picked elsewhere shows
	b.until(`document.getElementById("scenario").value === "refuse"`)
	b.do(chromedp.Click(chromedp.CSS(`[data-language="da"]`)))
	b.says("sentence", "Personen afviser efter et øjeblik.")
	b.says("ask", "Godkendt")

	cookies, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.cookie + localStorage.length + sessionStorage.length`))
	if err != nil || cookies != "00" {
		t.Errorf("%v: the page has stored %q", err, cookies)
	}
	if faults > 0 {
		t.Errorf("%d faults", faults)
	}
}

// isTrouble reports an exception, or something that the policy blocked.
func isTrouble(event any) bool {
	name := strings.ToLower(fmt.Sprintf("%T", event))
	return strings.Contains(name, "exceptionthrown") || strings.Contains(name, "entryadded")
}

func TestPageInDanish(t *testing.T) {
	s := standAlone(t, Options{})
	b := newBrowser(t, "da-DK,da;q=0.9,en;q=0.8")
	b.do(chromedp.Navigate(s.PhoneURL()))
	b.says("ask", "Ingen anmodninger")
	b.until(`document.documentElement.lang === "da"`)
}

func TestPageWithoutTheKey(t *testing.T) {
	s := standAlone(t, Options{})
	b := newBrowser(t, "en")
	page, _, _ := strings.Cut(s.PhoneURL(), "#")
	b.do(chromedp.Navigate(page))
	b.until(`document.getElementById("trouble").innerText.startsWith("This address lacks its key.")`)
	// otherwise it would be the same page
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(page+"#key=wrong"))
	b.until(`document.getElementById("trouble").innerText.startsWith("This key is not the running simulator’s.")`)
	ask(t, s, "Unseen")
	b.until(`document.querySelectorAll("#requests .row").length === 0`)
}

func TestPageNoticesTheEnd(t *testing.T) {
	s := standAlone(t, Options{})
	b := newBrowser(t, "en")
	b.do(chromedp.Navigate(s.PhoneURL()))
	ask(t, s, "Still there?")
	b.says("text", "Still there?")
	s.Close()
	b.says("trouble", "No connection to the simulator. Trying again.")
	b.until(`document.getElementById("approve").disabled`)
}

// TestPageFits: nothing is cut off or crosses the edge, whatever the width, colours, language or
// text.
func TestPageFits(t *testing.T) {
	s := standAlone(t, Options{})
	b := newBrowser(t, "en")
	b.do(chromedp.Navigate(s.PhoneURL()))
	ask(t, s, "Kode 4821, Nordby Kommune")
	b.says("text", "Kode 4821, Nordby Kommune")
	for _, scheme := range []string{"light", "dark"} {
		for _, language := range []string{"en", "da"} {
			for width, name := range map[int64]string{390: "narrow", 1000: "wide"} {
				b.look(width, scheme)
				b.do(chromedp.Click(chromedp.CSS(`[data-language="` + language + `"]`)))
				b.until(`document.documentElement.lang === "` + language + `"`)
				b.until(`document.documentElement.scrollWidth <= innerWidth`)
				b.picture("simulator-" + name + "-" + scheme + "-" + language)
			}
		}
	}
	b.look(390, "light")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach((d) => { d.open = true; })`))
	ask(t, s, strings.Repeat("W", maxText))
	b.until(`document.querySelectorAll("#requests .row").length === 2`)
	b.do(chromedp.Click(chromedp.CSS(`#requests li:first-child .row`)))
	b.says("text", strings.Repeat("W", maxText))
	b.until(`document.documentElement.scrollWidth <= innerWidth`)
	b.picture("simulator-long")
}
