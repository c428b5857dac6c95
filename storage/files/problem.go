package files

import (
	"fmt"
	"strings"
)

// Problem says what is wrong with a file, as a key that the caller translates.
type Problem string

// The problems of a file as a whole.
const (
	ProblemMissingFile Problem = "file_missing"
	ProblemNotAFile    Problem = "not_a_file"  // a folder, a pipe, a device
	ProblemNotPlain    Problem = "not_plain"   // not a file of this user's with one name
	ProblemUnreadable  Problem = "unreadable"  // the system refused to read it
	ProblemTooLarge    Problem = "too_large"   // more than 1 MiB
	ProblemTooDeep     Problem = "too_deep"    // brackets nested too deeply
	ProblemEncoding    Problem = "encoding"    // not UTF-8
	ProblemSyntax      Problem = "syntax"      // not TOML
	ProblemDiskFull    Problem = "disk_full"   // not written; the old file is untouched
	ProblemReadOnly    Problem = "read_only"   // not written; the old file is untouched
	ProblemHeld        Problem = "held"        // not written: another program has the file open
	ProblemNotWritten  Problem = "not_written" // not written; the old file is untouched
	ProblemNotSynced   Problem = "not_synced"  // written, but a power failure may undo it
	ProblemChanged     Problem = "changed"     // not written: another program changed it
	ProblemLayout      Problem = "layout"      // not written: this layout can't be edited
	ProblemNotTrusted  Problem = "not_trusted" // others than the administrator could have written it
)

// The problems of one key of a file.
const (
	ProblemUnknownKey       Problem = "unknown_key"
	ProblemSecret           Problem = "secret_in_file" // secrets live in the keyring
	ProblemType             Problem = "wrong_type"     // Allowed holds the right one
	ProblemMissing          Problem = "missing"
	ProblemChoice           Problem = "not_a_choice" // Allowed names the choices
	ProblemReserved         Problem = "reserved_id"
	ProblemDuplicate        Problem = "duplicate"
	ProblemID               Problem = "bad_id"
	ProblemTooLong          Problem = "too_long"   // Limit holds the maximum length
	ProblemTooMany          Problem = "too_many"   // Limit holds the maximum number
	ProblemNumber           Problem = "bad_number" // Limit holds the maximum
	ProblemCharacters       Problem = "bad_characters"
	ProblemURL              Problem = "bad_url"
	ProblemNotHTTPS         Problem = "not_https"
	ProblemCredentialsInURL Problem = "credentials_in_url"
	ProblemQuery            Problem = "query_or_fragment"
	// {auth_req_id} must be one path segment, once
	ProblemCancelURL      Problem = "bad_cancel_url"
	ProblemMatchURL       Problem = "bad_match_url"     // it must be https on the issuer's host
	ProblemNoMatch        Problem = "no_match_endpoint" // none is known for this issuer
	ProblemLoopback       Problem = "production_on_loopback"
	ProblemRemoteLoopback Problem = "endpoint_on_loopback" // while the issuer is elsewhere
	ProblemTestIssuer     Problem = "production_on_test_issuer"
	ProblemPinnedKey      Problem = "bad_pinned_key"
	ProblemIP             Problem = "bad_ip"
	ProblemScope          Problem = "bad_scope"
	ProblemPlaceholder    Problem = "bad_placeholder"
	ProblemNoCode         Problem = "no_code"         // a reference template without {code}
	ProblemNoOrganisation Problem = "no_organisation" // a template names it; there is none
	ProblemProfile        Problem = "not_for_profile" // the key has no meaning in this profile
	ProblemClaim          Problem = "bad_claim"
	ProblemRelative       Problem = "not_absolute" // a path that depends on the folder of a start
	ProblemProxy          Problem = "bad_proxy"
	ProblemDatabase       Problem = "bad_database"
	ProblemLogin          Problem = "bad_login"      // of the database
	ProblemPolicyOnly     Problem = "policy_only"    // the settings can't have this key
	ProblemForEverybody   Problem = "id_of_machine"  // the machine's file has this environment
	ProblemNoEnvironment  Problem = "no_environment" // there is none with this id
	ProblemInsideDemo     Problem = "inside_demo"    // the demo's broker is inside the program
)

// Error is one problem of a file. It names places, never values: a value in the wrong place may be
// a secret.
type Error struct {
	File        string   // path, or the name that the caller gave
	Line        int      // counted from 1; 0 if unknown
	Environment string   // id, or "#2" for the second one in the file
	Key         string   // "" if the problem concerns the whole file
	Problem     Problem  // why, as a key
	Allowed     []string // for ProblemChoice and ProblemType
	Limit       int      // for ProblemTooLong, ProblemTooLarge, ProblemTooMany and ProblemNumber
	Err         error    // the system's error, if there is one
}

// Unwrap returns the system's error, for errors.Is with the errors of io/fs.
func (e *Error) Unwrap() error { return e.Err }

// Error says where the problem is, what it is, and what to do next.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ", line %d", e.Line)
	}
	if e.Environment != "" {
		fmt.Fprintf(&b, ", environment %s", e.Environment)
	}
	if e.Key != "" {
		fmt.Fprintf(&b, ", %s", e.Key)
	}
	b.WriteString(": ")
	b.WriteString(e.sentence())
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	return b.String()
}

// sentence is the problem in English, for logs and where no translation is at hand.
//
//nolint:gocyclo // A table, one row a problem.
func (e *Error) sentence() string {
	choices := strings.Join(e.Allowed, ", ")
	switch e.Problem {
	case ProblemMissingFile:
		return "there is no such file; check the path"
	case ProblemNotAFile:
		return "this is not a plain file; check the path"
	case ProblemNotPlain:
		return "it was left as it is, since it is a link, a pipe, a device or another user's file, or has a second name; find out where it comes from and move it away"
	case ProblemUnreadable:
		return "the file can't be read; check its permissions"
	case ProblemTooLarge:
		return fmt.Sprintf("the file is larger than %d bytes; is it the right one?", e.Limit)
	case ProblemTooDeep:
		return "brackets are nested too deeply; is it the right file?"
	case ProblemEncoding:
		return "this is not UTF-8; save it as UTF-8"
	case ProblemSyntax:
		return "this is not TOML; correct the line"
	case ProblemDiskFull:
		return "nothing was saved, since the disk is full; the old file is untouched: make room and save again"
	case ProblemReadOnly:
		return "nothing was saved, since the folder can't be written to; the old file is untouched: check its permissions"
	case ProblemHeld:
		return "nothing was saved, since another program has the file open; the old file is untouched: close that program and save again"
	case ProblemNotWritten:
		return "nothing was saved; the old file is untouched"
	case ProblemNotSynced:
		return "saved, but the system doesn't confirm that it is on the disk"
	case ProblemChanged:
		return "nothing was saved, since another program changed the file meanwhile; read it again"
	case ProblemLayout:
		return "nothing was saved, since the file doesn't consist of [[environment]] tables; change it by hand"
	case ProblemUnknownKey:
		return "unknown key; check its spelling or remove it"
	case ProblemSecret:
		return "secrets don't belong in this file; remove it here, count it as seen by others, and save it in the settings window: it is kept in the keyring of the operating system"
	case ProblemType:
		return "the value must be a " + choices
	case ProblemMissing:
		return "is missing; add it"
	case ProblemChoice:
		return "must be one of: " + choices
	case ProblemReserved:
		return "is reserved for a built-in environment; choose another id"
	case ProblemDuplicate:
		return "appears more than once; keep one"
	case ProblemID:
		return "must be 1 to 32 of a-z, 0-9, - and _, with a letter or digit first"
	case ProblemTooLong:
		return fmt.Sprintf("is too long; at most %d characters", e.Limit)
	case ProblemTooMany:
		return fmt.Sprintf("holds too many; at most %d", e.Limit)
	case ProblemNumber:
		return fmt.Sprintf("must be a whole number from 0 to %d", e.Limit)
	case ProblemCharacters:
		return "holds characters that can't be seen, or blanks at an end; type it again"
	case ProblemURL:
		return "must be an absolute URL with a host"
	case ProblemNotHTTPS:
		return "must begin with https://; http:// is for loopback addresses only"
	case ProblemCredentialsInURL:
		return "must not hold a user name or password; remove them here, and count them as seen by others"
	case ProblemQuery:
		return "must have neither ? nor #"
	case ProblemCancelURL:
		return "must hold {auth_req_id} once, as one segment of the path, and no ? or #"
	case ProblemMatchURL:
		return "must begin with https:// and be on the issuer's host: an access token and a CPR number are sent there"
	case ProblemNoMatch:
		return "is missing; cpr = \"match\" needs the address of this issuer's CPR match"
	case ProblemLoopback:
		return "production is never on a loopback address; use kind = \"test\""
	case ProblemRemoteLoopback:
		return "is on this machine, and the issuer isn't; leave the key out or write the address of the issuer's endpoint"
	case ProblemTestIssuer:
		return "this issuer is for test persons; use kind = \"test\""
	case ProblemPinnedKey:
		return "each must be a thumbprint: 40 or 64 hexadecimal digits, or 43 characters of base64url (RFC 7638)"
	case ProblemIP:
		return "must be an IPv4 or IPv6 address such as 192.0.2.10"
	case ProblemScope:
		return "must be names with one blank between them, openid among them"
	case ProblemPlaceholder:
		return "only {code}, {organisation} and {case} may be in braces"
	case ProblemNoCode:
		return "must hold {code}: the check code is read aloud to the person"
	case ProblemNoOrganisation:
		return "names {organisation}, and the environment has none; add organisation or leave it out"
	case ProblemProfile:
		return "has no meaning in this profile; remove it"
	case ProblemClaim:
		return "must be the name of a claim, without blanks"
	case ProblemNotTrusted:
		return "it isn't trusted, since others than the administrator of this machine could have written it; correct owner and permissions"
	case ProblemRelative:
		return "must be a whole path, from the root or the drive on"
	case ProblemProxy:
		return "must be \"none\" or an address such as http://proxy.example:3128, without user name, password, path, ? and #"
	case ProblemDatabase:
		return "must be an address such as postgres://journal.example/ringback or postgres:///ringback?host=/run/postgresql, with a name and nothing else behind it"
	case ProblemLogin:
		return "must be the name of a login and nothing else: no colon, and no password behind it"
	case ProblemPolicyOnly:
		return "only a policy of this machine can have this key; remove it here"
	case ProblemForEverybody:
		return "the administrator of this machine has given everybody an environment with this id; choose another id, or remove this one"
	case ProblemNoEnvironment:
		return "there is no environment with this id; name one that everybody on this machine has, or remove it"
	case ProblemInsideDemo:
		return "can't be set in demo, whose broker is inside the program; remove it"
	default:
		return string(e.Problem)
	}
}
