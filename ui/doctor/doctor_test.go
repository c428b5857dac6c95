package doctor

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// healthy are the options of a machine on which nothing is wrong, in demo.
func healthy(t *testing.T) Options {
	t.Helper()
	return Options{
		Program: "Ringback 1.0.0, test", Folders: files.Folders{Config: t.TempDir(), Data: t.TempDir()},
		Environment: config.Environment{ID: config.IDDemo}, Chosen: "none",
		Window: func(context.Context) (Window, error) {
			return Window{Display: "x11", Renderer: "llvmpipe", Version: "4.5"}, nil
		},
		Keyring: func(context.Context) error { return nil },
		Journal: func(context.Context) error { return nil },
		Links:   func() (string, error) { return "here", nil },
	}
}

// examined returns what is found, in English.
func examined(t *testing.T, options Options) []desk.Diagnostic {
	t.Helper()
	var all []desk.Diagnostic
	Examine(t.Context(), options, func(line desk.Diagnostic) { all = append(all, line) })
	return all
}

// inWords returns lines as they are written, in both languages, and fails where a text is missing.
func inWords(t *testing.T, all []desk.Diagnostic) string {
	t.Helper()
	var b strings.Builder
	for _, language := range assets.Languages() {
		words, err := assets.Load(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range all {
			text := line.In(words)
			if strings.Contains(text, "doctor.") || strings.Contains(text, "<no value>") || strings.Contains(text, "{{") || strings.Contains(text, ", ,") {
				t.Errorf("a text is missing: %s", text)
			}
			b.WriteString(text + "\n")
		}
	}
	return b.String()
}

// TestNothingIsWrong: a healthy machine has neither fault nor warning.
func TestNothingIsWrong(t *testing.T) {
	all := examined(t, healthy(t))
	for _, line := range all {
		if line.Level != desk.LevelOK {
			t.Errorf("%+v", line)
		}
	}
	if len(all) < 9 {
		t.Errorf("%d lines:\n%s", len(all), inWords(t, all))
	}
}

// TestLocalFaults: what can be wrong on the machine itself, and how much it matters.
func TestLocalFaults(t *testing.T) {
	const unwritable = "/proc" // also for root
	window := func(found Window, err error) func(*Options) {
		return func(o *Options) { o.Window = func(context.Context) (Window, error) { return found, err } }
	}
	outside := func(o *Options) {
		o.Environment = config.Environment{ID: "nordby", Issuer: "https://127.0.0.1:1"}
	}
	for name, test := range map[string]struct {
		change func(*Options)
		check  string
		level  desk.Level
		key    string
	}{
		"no display":                     {window(Window{Problem: "no_display"}, nil), "display", desk.LevelWarning, "doctor.display.no_display"},
		"a silent display":               {window(Window{Display: "x11", Problem: "silent_display"}, nil), "display", desk.LevelFault, "doctor.display.silent_display"},
		"no seat":                        {window(Window{Display: "wayland", Problem: "no_seat"}, nil), "display", desk.LevelFault, "doctor.display.no_seat"},
		"no OpenGL":                      {window(Window{Display: "x11", Problem: "no_opengl"}, nil), "opengl", desk.LevelFault, "doctor.display.no_opengl"},
		"an obstacle of a later version": {window(Window{Problem: "new_one"}, nil), "display", desk.LevelFault, "doctor.display.unknown"},
		"no program with a window":       {window(Window{Problem: NoProgram}, nil), "display", desk.LevelFault, "doctor.display.no_program"},
		"a driver that crashes":          {window(Window{}, errors.New("signal: segmentation fault")), "opengl", desk.LevelFault, "doctor.display.ended"},
		"no keyring, in demo":            {func(o *Options) { o.Keyring = func(context.Context) error { return secrets.ErrKeyringMissing } }, "keyring", desk.LevelWarning, "problem.keyring_absent"},
		"a locked keyring": {func(o *Options) {
			outside(o)
			o.Keyring = func(context.Context) error { return secrets.ErrKeyringLocked }
		}, "keyring", desk.LevelFault, "problem.keyring_locked"},
		"no journal":                     {func(o *Options) { o.Journal = func(context.Context) error { return fs.ErrNotExist } }, "journal", desk.LevelOK, "doctor.journal.none"},
		"a damaged journal":              {func(o *Options) { o.Journal = func(context.Context) error { return journal.ErrDamaged } }, "journal", desk.LevelFault, "journal.trouble.damaged"},
		"a journal in use":               {func(o *Options) { o.Journal = func(context.Context) error { return journal.ErrBusy } }, "journal", desk.LevelFault, "journal.trouble.busy"},
		"links of nobody":                {func(o *Options) { o.Links = func() (string, error) { return "nobody", nil } }, "links", desk.LevelWarning, "doctor.links.nobody"},
		"links of others":                {func(o *Options) { o.Links = func() (string, error) { return "elsewhere", nil } }, "links", desk.LevelWarning, "doctor.links.elsewhere"},
		"a journal of one's own":         {func(o *Options) { o.Settings.Journal.Database = "postgres://db.example/ringback" }, "settings", desk.LevelOK, "doctor.value"},
		"links of a package":             {func(o *Options) { o.Links = func() (string, error) { return "package", nil } }, "links", desk.LevelOK, "doctor.links.package"},
		"links that can't be read":       {func(o *Options) { o.Links = func() (string, error) { return "", fs.ErrPermission } }, "links", desk.LevelWarning, "doctor.links.unknown"},
		"no folders":                     {func(o *Options) { o.FoldersErr = files.ErrNoHome }, "folders", desk.LevelFault, "doctor.folders.none"},
		"a folder that isn't there":      {func(o *Options) { o.Folders.Data = filepath.Join(o.Folders.Data, "none") }, "folders", desk.LevelOK, "doctor.folders.absent"},
		"a folder that can't be made":    {func(o *Options) { o.Folders.Data = unwritable + "/none/ringback" }, "folders", desk.LevelFault, "doctor.folders.cannot_be_made"},
		"a folder that can't be written": {func(o *Options) { o.Folders.Data = unwritable }, "folders", desk.LevelFault, "doctor.folders.not_writable"},
		"a file in the place of a folder": {func(o *Options) {
			o.Folders.Config = filepath.Join(o.Folders.Data, "file")
			if err := os.WriteFile(o.Folders.Config, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "folders", desk.LevelFault, "doctor.folders.not_writable"},
		"a broken policy": {func(o *Options) {
			o.PolicyErr = &files.Error{File: "/etc/ringback/policy.toml", Line: 3, Key: "proxy", Problem: files.ProblemUnknownKey}
		}, "policy", desk.LevelFault, "doctor.unreadable"},
		"broken settings": {func(o *Options) {
			o.SettingsErr = &files.Error{File: "settings.toml", Line: 3, Problem: files.ProblemSyntax}
		}, "settings", desk.LevelFault, "editor.file.syntax"},
		"a wrong setting": {func(o *Options) {
			o.SettingsErr = &files.Error{File: "settings.toml", Line: 3, Key: "idle_minutes", Problem: files.ProblemType}
		}, "settings", desk.LevelFault, "editor.file.broken"},
		"broken environments": {func(o *Options) {
			o.EnvironmentsErr = &files.Error{File: "environments.toml", Line: 3, Key: "issuer", Environment: "nordby", Problem: files.ProblemURL}
		}, "environments", desk.LevelFault, "editor.file.broken"},
		"broken roots": {func(o *Options) { o.RootsErr = &ciba.RootsError{Problem: ciba.RootsMalformed} }, "roots", desk.LevelFault, "doctor.roots.malformed"},
		"no file of roots": {func(o *Options) {
			o.RootsErr = &files.Error{File: "/etc/roots.pem", Problem: files.ProblemMissingFile}
		}, "roots", desk.LevelFault, "editor.file.file_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			options := healthy(t)
			test.change(&options)
			if strings.HasPrefix(options.Folders.Data, unwritable) && runtime.GOOS != "linux" {
				t.Skip("no folder is closed to everybody here")
			}
			all := examined(t, options)
			inWords(t, all)
			for _, line := range all {
				if line.Check == test.check && line.Level == test.level && line.Text.Key == test.key {
					return
				}
			}
			t.Errorf("no line %s, %s, %s in %+v", test.check, test.level, test.key, all)
		})
	}
}

// TestWritableLeavesNothing: the trial of a folder leaves it as it was.
func TestWritableLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	if err := writable(folder); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestWhatHangsIsNamed: a step that doesn't end is a fault, and the others are examined all the
// same.
func TestWhatHangsIsNamed(t *testing.T) {
	options := healthy(t)
	synctest.Test(t, func(t *testing.T) {
		held := make(chan struct{})
		options.Keyring = func(context.Context) error { <-held; return nil }
		options.Links = func() (string, error) { <-held; return "here", nil }
		began := time.Now()
		all := examined(t, options)
		if took := time.Since(began); took != keyringBound+filesBound {
			t.Errorf("it took %s", took)
		}
		var slow []string
		for _, line := range all {
			if line.Level == desk.LevelFault && line.Text.Key == "doctor.slow" {
				slow = append(slow, line.Check)
			}
		}
		if !slices.Equal(slow, []string{"keyring", "links"}) {
			t.Errorf("what is slow: %v", slow)
		}
		if last := all[len(all)-1]; last.Check != "discovery" {
			t.Errorf("the last line is %+v", last)
		}
		close(held)
	})
}

// TestAnExaminationEndsWithItsContext: nothing is said after that.
func TestAnExaminationEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	options, after := healthy(t), false
	options.Keyring = func(context.Context) error { cancel(); return nil }
	Examine(ctx, options, func(line desk.Diagnostic) {
		if ctx.Err() != nil {
			after = true
		}
	})
	if after {
		t.Error("a line came after the end")
	}
}

// brokerKeys are made once: on a busy machine it takes longer than an answer may.
var brokerKeys = sync.OnceValues(func() (*simulator.Keys, error) { return simulator.GenerateKeys(context.Background()) })

// broker serves the simulator over TLS with a certificate made by change, and returns its address
// and the pool that trusts it.
func broker(t *testing.T, change func(*x509.Certificate), wrap func(http.Handler) http.Handler) (issuer string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(100 * 24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if change != nil {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	roots, err = ciba.TrustAlso(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	at := "https://" + server.Listener.Addr().String()
	keys, err := brokerKeys()
	if err != nil {
		t.Fatal(err)
	}
	sim, err := simulator.New(simulator.Options{BaseURL: at, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	server.Config.Handler = sim.Handler()
	if wrap != nil {
		server.Config.Handler = wrap(server.Config.Handler)
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	return at + "/op", roots
}

// TestNetworkFaults: what can be wrong on the way to a provider. The surroundings are real: TLS
// over TCP, a proxy that is gone, a name that doesn't exist.
func TestNetworkFaults(t *testing.T) {
	asking := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	t.Cleanup(asking.Close)
	login := asking.Listener.Addr().String()
	// Nobody listens at the near end of a connection, and nobody else gets its port.
	held, err := new(net.Dialer).DialContext(t.Context(), "tcp", login)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = held.Close() })
	nobody := held.LocalAddr().String()
	page := func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>Log in</html>")
		})
	}
	for name, test := range map[string]struct {
		certificate func(*x509.Certificate)
		wrap        func(http.Handler) http.Handler
		change      func(*Options)
		check       string
		level       desk.Level
		says        string
	}{
		"nothing":                {check: "keys", level: desk.LevelOK, says: "key"},
		"the clock agrees":       {check: "clock", level: desk.LevelOK, says: "agrees"},
		"our clock is behind":    {change: func(o *Options) { o.Now = func() time.Time { return time.Now().Add(-10 * time.Minute) } }, check: "clock", level: desk.LevelFault, says: "behind"},
		"our clock is a bit off": {change: func(o *Options) { o.Now = func() time.Time { return time.Now().Add(2 * time.Minute) } }, check: "clock", level: desk.LevelWarning, says: "ahead"},
		"a wrong pin": {
			change: func(o *Options) { o.Environment.PinnedKeys = []string{"048058BB59F4D3007045896FD488CE81F4EB4923"} },
			check:  "keys", level: desk.LevelFault, says: "pinned",
		},
		"an expired certificate": {
			certificate: func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-24 * time.Hour) }, check: "connection", level: desk.LevelFault, says: "expired",
		},
		"a certificate that expires soon": {
			certificate: func(c *x509.Certificate) { c.NotAfter = time.Now().Add(24 * time.Hour) }, check: "connection", level: desk.LevelWarning, says: "expires soon",
		},
		"a certificate of nobody we trust": {change: func(o *Options) { o.Network.Roots = nil }, check: "connection", level: desk.LevelFault, says: "login page or a proxy"},
		"a page":                           {wrap: page, check: "discovery", level: desk.LevelFault, says: "login page or a proxy"},
		"nobody there":                     {change: func(o *Options) { o.Environment.Issuer = "https://" + nobody }, check: "connection", level: desk.LevelFault, says: "firewall"},
		"no such name":                     {change: func(o *Options) { o.Environment.Issuer = "https://broker.invalid" }, check: "name", level: desk.LevelFault, says: "DNS"},
		"a proxy that is gone": {
			change: func(o *Options) {
				o.Environment.Issuer, o.Network.Proxy = "https://broker.invalid", "http://me:s3cr3t@"+nobody
			},
			check: "connection", level: desk.LevelFault, says: "proxy " + nobody,
		},
		"a proxy that can't be read": {
			change: func(o *Options) {
				o.Environment.Issuer = "https://broker.invalid"
				o.Network.Variable = func(name string) string { return map[string]string{"HTTPS_PROXY": "http://me:s3cr3t#@x"}[name] }
			},
			check: "proxy", level: desk.LevelFault, says: "HTTPS_PROXY",
		},
		"a proxy that wants a password": {
			change: func(o *Options) { o.Environment.Issuer, o.Network.Proxy = "https://broker.invalid", "http://"+login },
			check:  "connection", level: desk.LevelFault, says: "NTLM",
		},
		"a proxy that is named": {
			change: func(o *Options) {
				o.Environment.Issuer, o.Network.Proxy = "https://broker.invalid", "http://me:s3cr3t@"+nobody
			},
			check: "proxy", level: desk.LevelOK, says: "the policy",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			issuer, roots := broker(t, test.certificate, test.wrap)
			options := healthy(t)
			options.Environment = config.Environment{ID: "nordby", Issuer: issuer, IDTokenAlgs: []string{"RS256"}}
			options.Network.Roots = roots
			if test.change != nil {
				test.change(&options)
			}
			all := examined(t, options)
			text := inWords(t, all)
			if strings.Contains(text, "s3cr3t") {
				t.Errorf("credentials of a proxy: %s", text)
			}
			words, err := assets.Load(assets.English)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range all {
				if line.Check == test.check && line.Level == test.level && strings.Contains(line.In(words), test.says) {
					return
				}
			}
			t.Errorf("no line %s, %s, %q in\n%s", test.check, test.level, test.says, text)
		})
	}
}

// TestNothingPersonalIsSaid: whatever a path or an error contains, neither the user's folders nor
// the account are named.
func TestNothingPersonalIsSaid(t *testing.T) {
	options := healthy(t)
	options.Folders = files.Folders{Config: "/home/anna/.config/ringback", Data: "/srv/users/anna/ringback"}
	options.Places = Places{Folders: []Place{{"~", "/home/anna"}, {"$XDG_CONFIG_HOME", "/home/anna/.config"}, {"/", "/"}}, Account: "anna"}
	options.PolicyErr = &files.Error{File: "/home/anna/policy.toml", Problem: files.ProblemUnreadable, Err: errors.New("open /home/anna/policy.toml: anna may not")}
	options.SettingsErr = &files.Error{File: "/home/anna/.config/ringback/settings.toml", Problem: files.ProblemSyntax, Line: 1}
	options.RootsErr = &files.Error{File: "/srv/users/anna/roots.pem", Problem: files.ProblemMissingFile}
	text := inWords(t, examined(t, options))
	if strings.Contains(text, "anna") {
		t.Errorf("the account is in\n%s", text)
	}
	for _, want := range []string{"$XDG_CONFIG_HOME/ringback/settings.toml", "~/policy.toml", "/srv/users/…/ringback"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q isn't in\n%s", want, text)
		}
	}
}

// TestPlaces: whole folders only, the longest first, and on Windows in any case.
func TestPlaces(t *testing.T) {
	unix := Places{Folders: []Place{{"~", "/home/anna/"}, {"$X", "/home/anna/x"}, {"root", "/"}}, Account: "anna"}
	windows := Places{Folders: []Place{{"~", `C:\Users\Anna`}, {"%AppData%", `C:\Users\Anna\AppData\Roaming`}, {"disk", `D:\`}}, Account: "Anna", AnyCase: true}
	for _, test := range []struct {
		places     Places
		text, want string
	}{
		{unix, "/home/anna/.config", "~/.config"},
		{unix, "/home/anna", "~"},
		{unix, "/home/annabel/x", "/home/annabel/x"},
		{unix, "/home/anna/x/y and /home/anna/y", "$X/y and ~/y"},
		{unix, "/mnt/anna/y", "/mnt/…/y"},
		{unix, "/mnt/annabel/y, /mnt/anna", "/mnt/annabel/y, /mnt/…"},
		{unix, "https://broker.example/op", "https://broker.example/op"},
		{windows, `c:\users\anna\APPDATA\roaming\Ringback\x`, `%AppData%\Ringback\x`},
		{windows, `"C:\Users\Anna\x"`, `"~\x"`},
		{windows, `E:\Anna\x`, `E:\…\x`},
		{windows, `D:\x`, `D:\x`},
		{Places{}, "/home/anna", "/home/anna"},
		{Places{Folders: []Place{{"~", "/home//anna/."}}}, filepath.Join("/home/anna", "x"), filepath.Join("~", "x")},
	} {
		if got := test.places.In(test.text); got != test.want {
			t.Errorf("%s: %s, want %s", test.text, got, test.want)
		}
	}
}

// FuzzPlaces: no text makes it panic, and the account's folder is never left.
func FuzzPlaces(f *testing.F) {
	f.Add("/home/anna/x", true)
	f.Add("İ/home/anna", true)
	f.Fuzz(func(t *testing.T, text string, anyCase bool) {
		got := Places{Folders: []Place{{"~", "/home/anna"}}, Account: "anna", AnyCase: anyCase}.In(text)
		if strings.Contains(got, "/home/anna/") {
			t.Errorf("%q: %q", text, got)
		}
	})
}

// TestReport: each line as JSON, then the counts.
func TestReport(t *testing.T) {
	options := healthy(t)
	options.Window = func(context.Context) (Window, error) { return Window{Problem: "no_opengl"}, nil }
	options.Links = func() (string, error) { return "nobody", nil }
	words, err := assets.Load(assets.English)
	if err != nil {
		t.Fatal(err)
	}
	for _, asJSON := range []bool{true, false} {
		var out bytes.Buffer
		if faults := Report(t.Context(), options, &out, words, asJSON); faults != 1 {
			t.Errorf("%d faults", faults)
		}
		want := `{"event":"ended","faults":1,"warnings":1}` + "\n"
		if !asJSON {
			want = "\n1 fault.\n"
		}
		if !strings.HasSuffix(out.String(), want) {
			t.Errorf("%s", out.String())
		}
		if found := fmt.Sprintf(`{"event":"found","check":"links","level":"warning","text":%q,"remedy":`, "No program opens links that begin with ringback:."); asJSON && !strings.Contains(out.String(), found) {
			t.Errorf("%s", out.String())
		}
	}
}
