//go:build console

package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	keyring "github.com/zalando/go-keyring"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// The whole program except its window, as a process that can be killed: a desk with an environment,
// the journal's file, and a keyring that outlives it.

// part runs one process of these tests: `part broker AFTER`, or `part verify` or `part go-on` with
// a folder, an issuer and a text.
func part(args []string) {
	switch args[0] {
	case "broker":
		after, _ := time.ParseDuration(args[1])
		if err := beTheBroker(after); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "verify":
		verifyOnce(args[1], args[2], args[3])
	case "share":
		shareOnce(args[1], args[2], args[3])
	case "crash":
		crashIn(desk.State(args[1]), args[2], args[3:])
	case "go-on":
		goOn(args[1], args[2], args[3])
	}
}

// said is one line that a program prints about itself.
type said struct {
	// "begins", "ready", a state of the desk, "offered", "guarded", "filed", "ended", "done",
	// "failed"
	Event    string `json:"event"`
	What     string `json:"what,omitempty"`
	Recorded bool   `json:"recorded,omitempty"`
}

func say(line said) {
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

// deskProcess is a desk that runs in a separate process.
type deskProcess struct {
	*desk.Desk
	changed chan struct{}
	shown   desk.State
	end     func()
}

// addressOf returns the loopback address that the programs of a folder send from. It tells the
// broker which program asks.
func addressOf(folder string) net.IP {
	digest := sha256.Sum256([]byte(folder))
	return net.IPv4(127, 1+digest[0]%254, digest[1], 1+digest[2]%254)
}

// openDesk opens a desk on the files of a folder.
func openDesk(folder, issuer string) *deskProcess {
	p := &deskProcess{changed: make(chan struct{}, 1)}
	store := secrets.New(fileKeyring(folder), secrets.Options{})
	transport := ciba.NewTransport(ciba.Network{})
	transport.DialContext = (&net.Dialer{LocalAddr: &net.TCPAddr{IP: addressOf(folder)}}).DialContext
	options := desk.Options{
		Environments: append(config.BuiltIn(), ownEnvironment(issuer)), Environment: ownID,
		Transport: transport, Secrets: store, Journal: journal.NewMemory(), Random: rand.Reader, Language: "en", Operator: "anna",
		OpenJournal: journalOf(folder, store),
		Changed: func() {
			select {
			case p.changed <- struct{}{}:
			default:
			}
		},
	}
	shareIn(folder, store, &options)
	p.Desk = desk.New(options)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { p.Run(ctx) })
	p.end = func() {
		cancel()
		running.Wait()
	}
	return p
}

// until waits until holds accepts the desk's view, and prints each state on the way.
func (p *deskProcess) until(what string, holds func(desk.View) bool) desk.View {
	patience := time.NewTimer(2 * time.Minute)
	defer patience.Stop()
	for {
		v := p.View()
		if v.State != p.shown && v.State != desk.Idle && v.State != desk.Ended {
			say(said{Event: string(v.State)})
		}
		p.shown = v.State
		if holds(v) {
			return v
		}
		select {
		case <-p.changed:
		case <-patience.C:
			say(said{Event: "failed", What: fmt.Sprintf("waited for: %s; the desk is %s: %s", what, v.State, v.Status.Sentence.Key)})
			os.Exit(1)
		}
	}
}

// fill makes the form ready to start.
func (p *deskProcess) fill(text string) {
	p.until("connected", func(v desk.View) bool { return v.Status.Sentence.Key != "state.idle.preparing" })
	p.SetPerson(simulator.DocumentedPerson)
	p.SetText(text)
	v := p.until("startable", func(v desk.View) bool { return v.CanStart && v.Form.Preview == text })
	if !v.JournalInMemory.IsZero() {
		say(said{Event: "failed", What: v.JournalInMemory.Key})
		os.Exit(1)
	}
}

// verifyOnce is the program that is killed: one verification, from start to Done.
func verifyOnce(folder, issuer, text string) {
	say(said{Event: "begins"})
	p := openDesk(folder, issuer)
	p.fill(text)
	say(said{Event: "ready"})
	p.Start()
	v := p.until("ended", func(v desk.View) bool { return v.State == desk.Ended })
	say(said{Event: "ended", What: v.Outcome.Outcome, Recorded: v.Outcome.Recorded})
	p.until("over", func(v desk.View) bool { return v.CanDone })
	p.Done()
	p.until("idle", func(v desk.View) bool { return v.State == desk.Idle })
	p.end()
	say(said{Event: "done"})
}

// goOn is the program that is started afterwards: it tries a second request for the same person,
// and finishes what the first program left.
func goOn(folder, issuer, text string) {
	say(said{Event: "begins"})
	p := openDesk(folder, issuer)
	p.fill(again(text))
	for _, left := range p.View().Unfinished {
		say(said{Event: "offered", What: left.Left})
		// Tokens came, so no prompt is open, and another request may be sent.
		if left.Left == "received" {
			p.takeUp(left.ID)
			continue
		}
		p.startAgain()
		p.takeUp(left.ID)
		if left.Left == "unknown" {
			p.startAgain()
		}
	}
	p.end()
	say(said{Event: "done"})
}

// startAgain tries to send another request.
func (p *deskProcess) startAgain() {
	p.until("startable", func(v desk.View) bool { return v.CanStart })
	p.Start()
	v := p.until("started again or guarded", func(v desk.View) bool { return v.Guard != nil || v.State != desk.Idle && v.State != desk.Starting })
	if v.Guard == nil {
		say(said{Event: "failed", What: "a second request was sent"})
		os.Exit(1)
	}
	say(said{Event: "guarded"})
	p.DismissGuard()
	p.until("dismissed", func(v desk.View) bool { return v.Guard == nil })
}

// takeUp resumes the request that was left and finishes it.
func (p *deskProcess) takeUp(id string) {
	p.Resume(id)
	v := p.until("taken up", func(v desk.View) bool {
		return v.State == desk.Ended || v.State == desk.Idle && len(v.Unfinished) == 0 && len(v.Notices) > 0
	})
	if v.Outcome == nil {
		say(said{Event: "filed", What: v.Notices[0].Text.Key})
		return
	}
	say(said{Event: "ended", What: v.Outcome.Outcome, Recorded: v.Outcome.Recorded})
}

// again is the text of the second request.
func again(text string) string { return text + " igen" }

// ownID is the id of the environment of these programs.
const ownID = "nordby"

func ownEnvironment(issuer string) config.Environment {
	return config.Environment{
		ID: ownID, Name: "Nordby Kommune, test", Kind: config.KindTest, Profile: config.ProfileMitIDFlex,
		Issuer: issuer, ClientID: simulator.PublishedClientID, ClientAuth: ciba.ClientSecretPost, Scope: "openid mitid",
		HintEncoding: config.HintJSON, CIBANonce: config.NonceRequire, IDTokenAlgs: []string{"RS256"}, RequireAtHash: true,
		IP: "192.0.2.10", Appswitch: config.AppswitchDocumented, Organisation: "Nordby Kommune", TextTemplate: "Kode {code}",
	}
}

// journalOf opens the journal of a folder.
func journalOf(folder string, store *secrets.Store) func(context.Context) (journal.Journal, error) {
	return journal.Opener(filepath.Join(folder, "data", "journal.db"), store)
}

// fileKeyring is a keyring for tests, in a folder. As in a real keyring, which is another process,
// a value is stored whole or not at all.
type fileKeyring string

func (k fileKeyring) path(service, user string) string {
	return filepath.Join(string(k), fmt.Sprintf("keyring-%x", service+"/"+user))
}

func (k fileKeyring) Get(service, user string) (string, error) {
	value, err := os.ReadFile(k.path(service, user))
	if errors.Is(err, os.ErrNotExist) {
		return "", keyring.ErrNotFound
	}
	return string(value), err
}

func (k fileKeyring) Set(service, user, secret string) error {
	path := k.path(service, user)
	if err := os.WriteFile(path+".new", []byte(secret), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func (k fileKeyring) Delete(service, user string) error {
	if err := os.Remove(k.path(service, user)); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return keyring.ErrNotFound
}
