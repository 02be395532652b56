-- The trace made provable: every entry of the journal becomes a leaf of a Merkle tree (RFC 6962), and signed checkpoints hold the tree's root.
-- What is personal in an entry enters its leaf only as a salted hash, so that it can be erased later while the proof stands. Entries of before get a salt too.
alter table journal add column salt uuid default gen_random_uuid();
-- Only where the detail was erased: the hash that stands for it, and no salt any more.
alter table journal add column detail_hash bytea;
alter table journal add constraint journal_salt_or_hash check ((salt is null) <> (detail_hash is null));

-- The order of the leaves is the order in which the program took the entries in, for entries commit in another order than their numbers.
-- No key to the journal: an entry that is missing is found by verifying, and the demonstration writes the journal with its keys set aside.
create table audit_leaf (
  position bigint primary key,
  entry_id bigint not null unique,
  leaf bytea not null
);
call append_only('audit_leaf');

-- size: leaves so far; highest: the largest entry number among them; signature: ECDSA P-256 over size, highest, root and moment.
create table audit_checkpoint (
  size bigint primary key,
  highest bigint not null,
  root bytea not null,
  at timestamptz not null,
  key text not null,
  signature bytea not null
);
call append_only('audit_checkpoint');

-- The right edge of the tree: all that is needed to add leaves, whatever the tree has grown to.
create table audit_edge (
  only_one boolean primary key default true check (only_one),
  size bigint not null,
  hashes bytea not null
);
insert into audit_edge(size, hashes) values (0, '');

-- Erases what is personal in one entry and keeps its proof. Nobody but the owner of the tables may call it.
create procedure erase_journal_detail(entry bigint)
language sql as $$
  update journal set detail_hash = sha256(uuid_send(salt) || convert_to(actor_name, 'UTF8') || '\x00'::bytea || convert_to(body::text, 'UTF8')),
    salt = null, actor_name = '', body = '{}'
  where id = entry and salt is not null
$$;
revoke execute on procedure erase_journal_detail(bigint) from public;
