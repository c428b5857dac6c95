package secrets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"ringback/ciba"
	"ringback/storage/config"
)

// fakeKeyring is a keyring that can hang, fail and break.
type fakeKeyring struct {
	mu      sync.Mutex
	entries map[string]string
	err     error         // of every call
	hangs   chan struct{} // calls wait until it is closed; nil if none does
	onGet   func()        // runs in each Get
	did     []string      // the calls, in order
	running int           // calls at this moment
	most    int           // the largest number of calls at one moment
}

func (k *fakeKeyring) begin(what string) error {
	k.mu.Lock()
	k.did = append(k.did, what)
	k.running++
	k.most = max(k.most, k.running)
	hangs, err := k.hangs, k.err
	k.mu.Unlock()
	if hangs != nil {
		<-hangs
	}
	return err
}

func (k *fakeKeyring) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.running--
}

func (k *fakeKeyring) Get(service, user string) (string, error) {
	defer k.end()
	if err := k.begin("get"); err != nil {
		return "", err
	}
	if k.onGet != nil {
		k.onGet()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	value, ok := k.entries[service+"/"+user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return value, nil
}

func (k *fakeKeyring) Set(service, user, secret string) error {
	defer k.end()
	if err := k.begin("set"); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.entries[service+"/"+user] = secret
	return nil
}

func (k *fakeKeyring) Delete(service, user string) error {
	defer k.end()
	if err := k.begin("delete"); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.entries[service+"/"+user]; !ok {
		return keyring.ErrNotFound
	}
	delete(k.entries, service+"/"+user)
	return nil
}

// hang makes calls wait until the returned function is called.
func (k *fakeKeyring) hang() (release func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	hangs := make(chan struct{})
	k.hangs = hangs
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.hangs = nil
		close(hangs)
	}
}

// calls returns the calls so far.
func (k *fakeKeyring) calls() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return strings.Join(k.did, " ")
}

func (k *fakeKeyring) stored() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.entries)
}

var bound = Binding{Issuer: "https://broker.example/op", ClientID: "abc", Overrides: Overrides{Token: "https://broker.example/op/connect/token"}}

// bubble runs a test in fake time with secrets over a fake keyring.
func bubble(t *testing.T, options Options, test func(t *testing.T, s *Store, k *fakeKeyring)) {
	synctest.Test(t, func(t *testing.T) {
		k := &fakeKeyring{entries: make(map[string]string)}
		s := New(k, options)
		test(t, s, k)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if k.most > 1 {
			t.Errorf("%d calls of the keyring at once", k.most)
		}
	})
}

// holds checks what Get returns.
func holds(t *testing.T, s *Store, b Binding, secret string, source Source, want error) {
	t.Helper()
	got, from, err := s.Get(t.Context(), b)
	if got.Reveal() != secret || from != source || !errors.Is(err, want) {
		t.Errorf("got a secret of %d bytes from %q, %v; want %d bytes from %q, %v", len(got), from, err, len(secret), source, want)
	}
}

func TestSecretSavedReplacedForgotten(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		if err := s.Probe(t.Context()); err != nil || k.stored() != 0 {
			t.Fatalf("%v, %d entries", err, k.stored())
		}
		holds(t, s, bound, "", "", ErrNoSecret)
		for _, secret := range []string{"one+/=&<>", "two \u2028 æøå 😉", "three\nlines\nof it"} {
			if err := s.Set(t.Context(), bound, ciba.Secret(secret)); err != nil {
				t.Fatal(err)
			}
			holds(t, s, bound, secret, SourceKeyring, nil)
		}
		if k.stored() != 1 {
			t.Errorf("%d entries", k.stored())
		}
		if _, ok := k.entries["Ringback/client secret for abc at https://broker.example/op"]; !ok {
			t.Errorf("the entry has another name: %v", k.did)
		}
		for range 2 {
			if err := s.Forget(t.Context(), bound); err != nil {
				t.Fatal(err)
			}
		}
		holds(t, s, bound, "", "", ErrNoSecret)
	})
}

// TestSecretIsBound: rule 97, a secret goes only to the hosts for which it was saved.
func TestSecretIsBound(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		if err := s.Set(t.Context(), bound, "one"); err != nil {
			t.Fatal(err)
		}
		issuer, client, endpoint := bound, bound, bound
		issuer.Issuer += "2"
		client.ClientID += "2"
		endpoint.Overrides.Token = "https://evil.example/token"
		holds(t, s, issuer, "", "", ErrNoSecret)
		holds(t, s, client, "", "", ErrNoSecret)
		holds(t, s, endpoint, "", "", ErrBoundElsewhere)
		holds(t, s, bound, "one", SourceKeyring, nil)

		must(t, s.SetInMemory(bound, "two"))
		holds(t, s, endpoint, "", "", ErrBoundElsewhere)
		for _, b := range []Binding{{}, {Issuer: "a"}, {ClientID: "b"}} {
			holds(t, s, b, "", "", ErrBinding)
			if err := errors.Join(s.Set(t.Context(), b, "x")); !errors.Is(err, ErrBinding) {
				t.Error(err)
			}
			if err := s.Forget(t.Context(), b); !errors.Is(err, ErrBinding) {
				t.Error(err)
			}
		}
	})
}

func TestSecretsThatCantBeSaved(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		for _, c := range []struct {
			name, secret string
			want         error
		}{
			{name: "empty", want: ErrEmpty},
			{name: "blanks", secret: " \r\n\t\ufeff", want: ErrEmpty},
			{name: "too long", secret: strings.Repeat("x", 1950), want: ErrTooLong},
			{name: "short among a thousand line breaks", secret: strings.Repeat("\n", 1000) + "x"},
			{name: "too long with line breaks inside", secret: "x" + strings.Repeat("\n", 1000) + "x", want: ErrTooLong},
			{name: "not text", secret: "ab\xffcd", want: ErrCharacters},
			{name: "long", secret: strings.Repeat("x", 1850)},
			{name: "a pasted line", secret: "secret\r\n"},
			{name: "a pasted line in a field", secret: "\u00a0secret\r "},
		} {
			err := s.Set(t.Context(), bound, ciba.Secret(c.secret))
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("%s: got %v, want %v", c.name, err, c.want)
			}
		}
		holds(t, s, bound, "secret", SourceKeyring, nil)
		for _, stored := range k.entries {
			if len(stored) > 2000 {
				t.Errorf("an entry of %d bytes", len(stored))
			}
		}
	})
}

func TestEntriesOfOthers(t *testing.T) {
	for name, stored := range map[string]string{
		"plain text":    "geheim-4711",
		"a later form":  `{"v":2,"token_endpoint":"https://broker.example/op/connect/token","secret":"geheim-4711"}`,
		"another shape": `["geheim-4711"]`,
		"no secret":     `{"v":1,"token_endpoint":"https://broker.example/op/connect/token"}`,
		"nothing":       "",
		"without end":   `{"v":1,"secret":"geheim-4711` + strings.Repeat("x", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
				k.entries["Ringback/"+bound.user()] = stored
				_, _, err := s.Get(t.Context(), bound)
				if !errors.Is(err, ErrUnreadable) || strings.Contains(err.Error(), "geheim") {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

func TestPublishedSecretAndTheUsersOwn(t *testing.T) {
	pp := config.BuiltIn()[1]
	b := bindingOf(pp)
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		holds(t, s, b, pp.PublishedSecret.Reveal(), SourcePublished, nil)
		if err := s.Set(t.Context(), b, "own"); err != nil {
			t.Fatal(err)
		}
		holds(t, s, b, "own", SourceKeyring, nil)
		must(t, s.SetInMemory(b, "for now"))
		holds(t, s, b, "for now", SourceMemory, nil)
		if err := s.Set(t.Context(), b, "own again"); err != nil {
			t.Fatal(err)
		}
		holds(t, s, b, "own again", SourceKeyring, nil)
		if err := s.Forget(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		k.err = errors.New("dbus: no bus")
		holds(t, s, b, pp.PublishedSecret.Reveal(), SourcePublished, nil)
		b.Issuer, b.PublicSecret = "https://netseidbroker.dk/op", ""
		holds(t, s, b, "", "", ErrKeyringMissing)
	})
}

func TestMemoryOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(nil, Options{})
		holds(t, s, bound, "", "", ErrNoSecret)
		if err := s.Probe(t.Context()); !errors.Is(err, ErrKeyringMissing) {
			t.Error(err)
		}
		if err := s.Set(t.Context(), bound, "x"); !errors.Is(err, ErrKeyringMissing) {
			t.Error(err)
		}
		must(t, s.SetInMemory(bound, "secret\r\n"))
		holds(t, s, bound, "secret", SourceMemory, nil)
		must(t, s.SetInMemory(bound, ""))
		holds(t, s, bound, "", "", ErrNoSecret)
		must(t, s.SetInMemory(bound, "x"))
		if err := s.Forget(t.Context(), bound); err != nil {
			t.Error(err)
		}
		holds(t, s, bound, "", "", ErrNoSecret)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestKeyringErrors: rule 97, a missing and a locked keyring are reported as such.
func TestKeyringErrors(t *testing.T) {
	const secret = "geheim-4711"
	for _, c := range []struct {
		said string
		want error
	}{
		{"The name org.freedesktop.secrets was not provided by any .service files", ErrKeyringMissing},
		{"dial unix /run/user/0/bus: connect: no such file or directory", ErrKeyringMissing},
		{"failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'", ErrKeyringLocked},
		{"Cannot create an item in a locked collection", ErrKeyringLocked},
		{"could not save " + secret, ErrKeyringMissing},
	} {
		bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
			k.err = errors.New(c.said)
			_, _, get := s.Get(t.Context(), bound)
			for what, err := range map[string]error{"probe": s.Probe(t.Context()), "set": s.Set(t.Context(), bound, secret), "get": get, "forget": s.Forget(t.Context(), bound)} {
				if !errors.Is(err, c.want) {
					t.Errorf("%s: %q gives %v, want %v", what, c.said, err, c.want)
				}
				if what == "set" && strings.Contains(err.Error(), secret) {
					t.Errorf("%s: the error holds the secret", what)
				}
			}
		})
	}
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		k.onGet = func() { panic("a library's bug") }
		holds(t, s, bound, "", "", ErrKeyringMissing)
		k.onGet = nil
		holds(t, s, bound, "", "", ErrNoSecret) // and the store still works
	})
}

// TestAKeyringThatHangs: rule 97, no call waits for it longer than 5 seconds.
func TestAKeyringThatHangs(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		release := k.hang()
		start := time.Now()
		holds(t, s, bound, "", "", ErrKeyringSlow)
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("the bound is %v", took)
		}
		start = time.Now()
		holds(t, s, bound, "", "", ErrKeyringSlow)
		for what, err := range map[string]error{"probe": s.Probe(t.Context()), "set": s.Set(t.Context(), bound, "x"), "forget": s.Forget(t.Context(), bound)} {
			if !errors.Is(err, ErrKeyringSlow) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("later calls took %v", took)
		}
		if calls := k.calls(); calls != "get" {
			t.Errorf("calls while one hangs: %s", calls)
		}
		must(t, s.SetInMemory(bound, "memory"))
		holds(t, s, bound, "memory", SourceMemory, nil)
		release()
		synctest.Wait()
		if err := s.Probe(t.Context()); err != nil {
			t.Errorf("after it answered: %v", err)
		}
	})
}

func TestALateSuccessIsUndone(t *testing.T) {
	for _, had := range []string{"", "old"} {
		t.Run(fmt.Sprintf("over %q", had), func(t *testing.T) {
			bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
				if had != "" {
					if err := s.Set(t.Context(), bound, ciba.Secret(had)); err != nil {
						t.Fatal(err)
					}
				}
				// It hangs after it has looked up the old entry, in the save itself.
				var release func()
				k.onGet = func() { release = k.hang(); k.onGet = nil }
				if err := s.Set(t.Context(), bound, "late"); !errors.Is(err, ErrKeyringSlow) {
					t.Fatal(err)
				}
				must(t, s.SetInMemory(bound, "memory"))
				release()
				synctest.Wait()
				holds(t, s, bound, "memory", SourceMemory, nil)
				must(t, s.SetInMemory(bound, "")) // to see what the keyring has
				if had == "" {
					holds(t, s, bound, "", "", ErrNoSecret)
				} else {
					holds(t, s, bound, had, SourceKeyring, nil)
				}
			})
		})
	}
}

func TestASaveIsNotEvenTriedAfterMemoryWasChosen(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		release := k.hang()
		if err := s.Set(t.Context(), bound, "late"); !errors.Is(err, ErrKeyringSlow) {
			t.Fatal(err)
		}
		must(t, s.SetInMemory(bound, "memory"))
		release()
		synctest.Wait()
		if calls := k.calls(); calls != "get" {
			t.Errorf("calls: %s", calls)
		}
	})
}

// TestMemoryChosenWhileSavingWaits: the window offers memory when it shows that the system waits,
// while the save is still under way.
func TestMemoryChosenWhileSavingWaits(t *testing.T) {
	bubble(t, Options{Waiting: func(bool) {}}, func(t *testing.T, s *Store, k *fakeKeyring) {
		var release func()
		k.onGet = func() { release = k.hang() }
		saved := make(chan error)
		go func() { saved <- s.Set(t.Context(), bound, "late") }()
		time.Sleep(30 * time.Second) // in fake time
		must(t, s.SetInMemory(bound, "memory"))
		release()
		if err := <-saved; !errors.Is(err, ErrMemoryChosen) {
			t.Errorf("got %v", err)
		}
		if k.stored() != 0 {
			t.Error("it was saved")
		}
		holds(t, s, bound, "memory", SourceMemory, nil)
	})
}

func TestACancelledCall(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		var release func()
		k.onGet = func() { release = k.hang(); k.onGet = nil }
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		if err := s.Set(ctx, bound, "late"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if err := s.Probe(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("with a context that has ended: %v", err)
		}
		time.AfterFunc(time.Second, release)
		start := time.Now()
		// waits for its turn; the late save is undone first
		holds(t, s, bound, "", "", ErrNoSecret)
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestWaitingForTheUser(t *testing.T) {
	var said []string
	start := time.Now()
	waiting := func(waits bool) { said = append(said, fmt.Sprint(waits, " after ", time.Since(start))) }
	bubble(t, Options{Waiting: waiting}, func(t *testing.T, s *Store, k *fakeKeyring) {
		start = time.Now()
		if err := s.Probe(t.Context()); err != nil || said != nil {
			t.Errorf("a fast one: %v, %v", err, said)
		}

		release := k.hang()
		time.AfterFunc(100*time.Second, release)
		holds(t, s, bound, "", "", ErrNoSecret)
		if got := strings.Join(said, ", "); got != "true after 1s, false after 1m40s" {
			t.Errorf("a user who took their time: %s", got)
		}

		said, start = nil, time.Now()
		release = k.hang()
		holds(t, s, bound, "", "", ErrKeyringSlow)
		if got := strings.Join(said, ", "); got != "true after 1s, false after 2m0s" {
			t.Errorf("a user who went away: %s", got)
		}
		release()
	})
}

func TestManyCallsOneAtATime(t *testing.T) {
	var mu sync.Mutex
	var said []bool
	waiting := func(waits bool) { mu.Lock(); defer mu.Unlock(); said = append(said, waits) }
	bubble(t, Options{Waiting: waiting}, func(t *testing.T, s *Store, k *fakeKeyring) {
		release := k.hang()
		time.AfterFunc(3*time.Second, release)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if err := s.Set(t.Context(), bound, "x"); err != nil {
					t.Error(err)
				}
				holds(t, s, bound, "x", SourceKeyring, nil)
			})
		}
		all.Wait()
		if len(said) != 2 || !said[0] || said[1] {
			t.Errorf("said %v", said)
		}
	})
}

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &fakeKeyring{entries: make(map[string]string)}
		s := New(k, Options{})
		release := k.hang()
		waits := make(chan error)
		go func() { waits <- s.Set(t.Context(), bound, "late") }()
		synctest.Wait()
		if err := s.Close(); !errors.Is(err, ErrKeyringSlow) {
			t.Errorf("with a call that hangs: %v", err)
		}
		if err := <-waits; !errors.Is(err, ErrClosed) {
			t.Errorf("the call: %v", err)
		}
		if err := s.Probe(t.Context()); !errors.Is(err, ErrClosed) {
			t.Errorf("a later one: %v", err)
		}
		release()
		if err := s.Close(); err != nil || k.stored() != 0 {
			t.Errorf("once it has returned: %v, %d entries", err, k.stored())
		}
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write writes a file of a test.
func write(t testing.TB, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0o600))
}
