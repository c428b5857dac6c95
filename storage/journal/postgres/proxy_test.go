//go:build realparts

package postgres_test

import (
	"bytes"
	"io"
	"net"
	"path/filepath"
	"sync"
	"testing"
)

// proxy stands between a desk and the server, and loses what a test wants it to.
type proxy struct {
	folder string // of its socket
	server string
	listen net.Listener
	all    sync.WaitGroup

	mu    sync.Mutex
	open  []net.Conn
	word  string // in what a desk says: then something is lost
	times int
	loses loses

	// A connection is silent if its number is lower than this one: nothing that is said on it
	// arrives any more, and nobody hears of that.
	next int
	down bool // new connections are silent, too
}

// loses says what is lost.
type loses int

const (
	losesAnswer  loses = iota // the server does it, and the desk doesn't hear
	losesRequest              // the server doesn't hear
	dropsAnswer               // as losesAnswer; from then on nothing arrives, and no connection ends
	dropsRequest              // as losesRequest; from then on likewise
)

// number gives a new connection its number.
func (p *proxy) number() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down {
		return -1
	}
	return p.next
}

// silent reports whether nothing arrives on a connection.
func (p *proxy) silent(number int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return number < p.next
}

// forget makes the connections silent that there are; new ones aren't.
func (p *proxy) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next++
}

// drop makes all connections silent, and new ones, too.
func (p *proxy) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next++
	p.down = true
}

// heal lets new connections through again; those that are there end, so that nobody waits for them.
func (p *proxy) heal() {
	p.mu.Lock()
	p.down = false
	p.mu.Unlock()
	p.hangUp()
}

func aProxy(t *testing.T, s *server) *proxy {
	t.Helper()
	p := &proxy{folder: t.TempDir(), server: filepath.Join(s.folder, ".s.PGSQL."+s.port)}
	var err error
	if p.listen, err = net.Listen("unix", filepath.Join(p.folder, ".s.PGSQL."+s.port)); err != nil {
		t.Fatal(err)
	}
	p.all.Go(func() {
		for {
			desk, err := p.listen.Accept()
			if err != nil {
				return
			}
			p.all.Go(func() { p.pass(desk) })
		}
	})
	t.Cleanup(func() {
		_ = p.listen.Close()
		p.hangUp()
		p.all.Wait()
	})
	return p
}

// lose loses something the next times a desk says a word.
func (p *proxy) lose(word string, times int, what loses) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.word, p.times, p.loses = word, times, what
}

// hangUp closes every connection.
func (p *proxy) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.open {
		_ = c.Close()
	}
	p.open = nil
}

// now reports what is lost of what a desk says.
func (p *proxy) now(said []byte) (what loses, lost bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.times == 0 || !bytes.Contains(said, []byte(p.word)) {
		return 0, false
	}
	p.times--
	return p.loses, true
}

// pass passes on what a desk and the server say.
func (p *proxy) pass(desk net.Conn) {
	server, err := net.Dial("unix", p.server)
	if err != nil {
		_ = desk.Close()
		return
	}
	p.mu.Lock()
	p.open = append(p.open, desk, server)
	p.mu.Unlock()
	number := p.number()
	var losing sync.WaitGroup
	lost := make(chan struct{})
	losing.Go(func() { p.answers(number, desk, server, lost) })
	buffer := make([]byte, 1<<16)
	for {
		n, err := desk.Read(buffer)
		if err != nil {
			break
		}
		if p.silent(number) {
			continue
		}
		what, is := p.now(buffer[:n])
		if is && what == losesRequest {
			break
		}
		if is && what != losesAnswer {
			p.drop()
			is = false
			if what == dropsRequest {
				continue
			}
		}
		if is {
			close(lost)
		}
		if _, err := server.Write(buffer[:n]); err != nil || is {
			if is {
				losing.Wait() // until the server has done it
			}
			break
		}
	}
	_ = desk.Close()
	_ = server.Close()
	losing.Wait()
}

// answers passes on what the server says, until something is lost: then it waits for the rest.
func (p *proxy) answers(number int, desk, server net.Conn, lost chan struct{}) {
	buffer := make([]byte, 1<<16)
	for {
		n, err := server.Read(buffer)
		if err != nil {
			if !p.silent(number) {
				_ = desk.Close()
			}
			return
		}
		if p.silent(number) {
			continue
		}
		select {
		case <-lost:
			if bytes.HasSuffix(buffer[:n], []byte{'Z', 0, 0, 0, 5, 'I'}) { // it is ready for another one
				return
			}
			continue
		default:
		}
		if _, err := io.Copy(desk, bytes.NewReader(buffer[:n])); err != nil {
			return
		}
	}
}
