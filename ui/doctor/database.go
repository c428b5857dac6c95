package doctor

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"ringback/ciba"
	"ringback/storage/journal/postgres/connect"
	"ringback/ui/desk"
)

// Database is how the database of a shared journal is examined.
type Database struct {
	Hosts   string // as the address names them
	Examine func(ctx context.Context) connect.Examination
	// KeyName returns the name of a key of the organisation that this desk has, nil if it has none
	// of that number; an error is the keyring's.
	KeyName func(ctx context.Context, hash bool, number uint32) ([]byte, error)
	APIs    []int // the numbers that this program can use, the oldest first
}

// database says whether the shared journal can be used, step by step.
func (x *examination) database() {
	if x.DatabaseErr != nil {
		what, advice := desk.JournalProblem(x.DatabaseErr)
		x.fault("database", what, advice)
		return
	}
	if x.Database == nil {
		return
	}
	var found connect.Examination
	if done, _ := x.within(databaseBound, func(ctx context.Context) error {
		found = x.Database.Examine(ctx)
		return nil
	}); !done {
		x.slow("database", databaseBound)
		return
	}
	if found.Err != nil {
		x.unreached("database", found.Err)
		return
	}
	hosts := ciba.Clean(x.Database.Hosts, 200)
	switch server := ciba.Clean(found.Server, 60); {
	case found.Old:
		x.fault("database", desk.Say("doctor.database.old", "Hosts", hosts, "Server", server), desk.Say("doctor.remedy.database_old"))
	case found.TLS == "":
		x.ok("database", desk.Say("doctor.database.here", "Hosts", hosts, "Server", server))
	default:
		x.ok("database", desk.Say("doctor.database.reached", "Hosts", hosts, "Server", server, "TLS", found.TLS))
	}
	x.durability(found)
	if found.Idle == "0" {
		x.warning("transactions", desk.Say("doctor.transactions.left_open"), desk.Say("doctor.remedy.transactions_left_open"))
	}
	if x.schema(found) {
		x.organisationKeys(found.Keys, slices.Contains(found.Roles, connect.RoleDesk))
	}
}

// unreached says why the database can't be asked.
func (x *examination) unreached(check string, err error) {
	word := connect.Word(err)
	if word == "" {
		word = connect.Word(connect.ErrServer)
	}
	known, code := new(connect.Error), ""
	if errors.As(err, &known) {
		code = known.Code
	}
	what := desk.Say("database.trouble."+word, "Hosts", ciba.Clean(x.Database.Hosts, 200), "Code", code)
	x.fault(check, what, desk.Say("database.advice."+word))
}

// durability warns of what could be lost.
func (x *examination) durability(found connect.Examination) {
	switch {
	case !found.Safe():
		x.warning("durability", desk.Say("doctor.durability.off"), desk.Say("doctor.remedy.durability_off"))
	case !found.Standby || found.Commit == "local":
		x.warning("durability", desk.Say("doctor.durability.alone"), desk.Say("doctor.remedy.durability_alone"))
	default:
		x.ok("durability", desk.Say("doctor.durability.kept"))
	}
}

// schema says whether program and schema fit, and what the login may do; false: nothing more can be
// asked.
func (x *examination) schema(found connect.Examination) bool {
	fits := func(api int) bool { return slices.Contains(x.Database.APIs, api) }
	newest := func(all []int) int { return append([]int{0}, slices.Sorted(slices.Values(all))...)[len(all)] }
	switch {
	case errors.Is(found.SchemaErr, connect.ErrNoSchema):
		x.fault("schema", desk.Say("doctor.schema.none"), desk.Say("doctor.remedy.schema_migrate"))
	case errors.Is(found.SchemaErr, connect.ErrNoRight):
		x.fault("schema", desk.Say("doctor.schema.no_role"), desk.Say("doctor.remedy.schema_role"))
	case found.SchemaErr != nil:
		x.unreached("schema", found.SchemaErr)
	case !slices.ContainsFunc(found.APIs, fits) && newest(found.APIs) < newest(x.Database.APIs):
		x.fault("schema", desk.Say("doctor.schema.older"), desk.Say("doctor.remedy.schema_migrate"))
	case !slices.ContainsFunc(found.APIs, fits):
		x.fault("schema", desk.Say("doctor.schema.newer"), desk.Say("doctor.remedy.schema_program"))
	case len(found.Roles) == 0:
		x.warning("schema", desk.Say("doctor.schema.no_desk"), desk.Say("doctor.remedy.schema_role"))
	default:
		says := "doctor.schema.fits"
		if !slices.Contains(found.Roles, connect.RoleDesk) { // as supervisors and auditors are
			says = "doctor.schema.starts_none"
		}
		var roles []string
		for _, role := range found.Roles {
			roles = append(roles, string(role))
		}
		x.ok("schema", desk.Say(says, "Roles", strings.Join(roles, ", ")))
		return true
	}
	return false
}

// organisationKeys says whether this account has the keys that the journal uses now. A desk needs
// them; who only removes what is old, or follows the chain, needs none.
func (x *examination) organisationKeys(now connect.InUse, isDesk bool) {
	if now.Seal == 0 || now.Hash == 0 {
		x.fault("organisation_keys", desk.Say("doctor.organisation_keys.none"), desk.Say("doctor.remedy.schema_migrate"))
		return
	}
	all := true
	for _, key := range []struct {
		hash   bool
		number uint32
		name   []byte
		word   string
	}{{false, now.Seal, now.SealName, "sealing"}, {true, now.Hash, now.HashName, "hashing"}} {
		var has []byte
		done, err := x.within(keyringBound, func(ctx context.Context) (err error) {
			has, err = x.Database.KeyName(ctx, key.hash, key.number)
			return err
		})
		switch {
		case !done:
			x.slow("organisation_keys", keyringBound)
			return
		case err != nil && !isDesk:
			x.warning("organisation_keys", desk.KeyringProblem(err), desk.Say("doctor.remedy.keys_for_reading"))
			return
		case err != nil:
			x.fault("organisation_keys", desk.KeyringProblem(err), desk.Say("doctor.remedy.keyring"))
			return
		case has == nil && !isDesk:
			all = false
			x.warning("organisation_keys", desk.Say("doctor.missing_key."+key.word, "Number", int(key.number)), desk.Say("doctor.remedy.keys_for_reading"))
		case has == nil:
			all = false
			x.fault("organisation_keys", desk.Say("doctor.missing_key."+key.word, "Number", int(key.number)), desk.Say("doctor.remedy.organisation_keys"))
		case !bytes.Equal(has, key.name):
			all = false
			x.fault("organisation_keys", desk.Say("doctor.wrong_key."+key.word, "Number", int(key.number)), desk.Say("doctor.remedy.organisation_other"))
		}
	}
	if all {
		x.ok("organisation_keys", desk.Say("doctor.organisation_keys.held", "Seal", int(now.Seal), "Hash", int(now.Hash)))
	}
}
