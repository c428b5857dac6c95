package config

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ringback/storage/files"
)

// Database is the address of a shared journal's database.
type Database struct {
	Hosts []DatabaseHost // in the order in which they are tried
	Name  string
}

// DatabaseHost is a server, or a folder with its socket.
type DatabaseHost struct {
	Name string // of the host, or an absolute path of the folder
	Port uint16
}

// The bounds of an address.
const (
	databasePort = 5432 // where none is named
	maxHosts     = 10
	maxName      = 63 // bytes of a name in PostgreSQL
)

// ParseDatabase reads an address of the forms postgres://HOST:PORT,…/NAME and
// postgres:///NAME?host=FOLDER&port=PORT. The problem is "" if it can be used. A user name or a
// password anywhere in it is a problem of its own: files are read by many.
func ParseDatabase(text string) (Database, files.Problem) {
	if holdsCredentials(text) {
		return Database{}, files.ProblemCredentialsInURL
	}
	scheme, rest, _ := strings.Cut(text, "://")
	authority, path, hasPath := strings.Cut(rest, "/")
	name, query, hasQuery := strings.Cut(path, "?")
	name, err := url.PathUnescape(name)
	if scheme != "postgres" && scheme != "postgresql" || !hasPath || err != nil || checkPrintable(text, maxURL) != "" || strings.Contains(text, "#") ||
		name == "" || len(name) > maxName || strings.ContainsAny(name, "/\x00") || checkText(name, maxName) != "" {
		return Database{}, files.ProblemDatabase
	}
	hosts := namedHosts(authority)
	if authority == "" {
		hosts = socketHost(query)
	} else if hasQuery {
		hosts = nil // sslmode and such have no say
	}
	if len(hosts) == 0 {
		return Database{}, files.ProblemDatabase
	}
	return Database{Hosts: hosts, Name: name}, ""
}

// holdsCredentials reports whether there is a user name or a password in an address, however broken
// that is: before an @, or in a parameter, whatever it is called and however that is written.
func holdsCredentials(text string) bool {
	if strings.Contains(text, "@") || strings.Contains(text, "%40") {
		return true
	}
	_, query, _ := strings.Cut(text, "?")
	return slices.ContainsFunc(strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' }), func(pair string) bool {
		key, _, _ := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(key)
		return err != nil || secretLike(plain) || strings.EqualFold(plain, "user")
	})
}

// namedHosts reads hosts with their ports; nil if one of them is wrong.
func namedHosts(authority string) (hosts []DatabaseHost) {
	for one := range strings.SplitSeq(authority, ",") {
		host, port := one, ""
		if colon := strings.LastIndexByte(one, ':'); colon > strings.LastIndexByte(one, ']') {
			host, port = one[:colon], one[colon+1:]
			if port == "" {
				return nil
			}
		}
		if inner, bracketed := strings.CutPrefix(host, "["); bracketed {
			inner, closed := strings.CutSuffix(inner, "]")
			if host = inner; !closed || net.ParseIP(host) == nil {
				return nil
			}
		} else if strings.ContainsFunc(host, func(r rune) bool { return !hostRune(r) }) {
			return nil
		}
		number, right := portOf(port)
		if host == "" || !right || len(hosts) == maxHosts {
			return nil
		}
		hosts = append(hosts, DatabaseHost{Name: host, Port: number})
	}
	return hosts
}

// hostRune reports whether a character can be in the name of a host.
func hostRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_'
}

// socketHost reads the folder of a socket; nil if there is more, or less.
func socketHost(query string) []DatabaseHost {
	values, err := url.ParseQuery(query)
	port := uint16(databasePort)
	right := true
	if given := values["port"]; len(given) == 1 && given[0] != "" {
		port, right = portOf(given[0])
		delete(values, "port")
	}
	folder := values.Get("host")
	if err != nil || !right || len(values) != 1 || len(values["host"]) != 1 || !strings.HasPrefix(folder, "/") || strings.Contains(folder, ",") ||
		checkText(folder, maxPath) != "" {
		return nil
	}
	return []DatabaseHost{{Name: folder, Port: port}}
}

// portOf reads a port; "" is the usual one.
func portOf(text string) (uint16, bool) {
	if text == "" {
		return databasePort, true
	}
	number, err := strconv.ParseUint(text, 10, 16)
	return uint16(number), err == nil && number > 0
}
