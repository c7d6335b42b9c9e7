create or replace view report.audit_signatures with (security_invoker = true) as
select entry, hash, key, signature, at from parapet.audit_signature;
comment on view report.audit_signatures is 'What vouches for the audit log, by a key outside of the database; ''parapet audit verify'' checks it.';
comment on column report.audit_signatures.entry is 'The entry up to which it does.';
comment on column report.audit_signatures.hash is 'That entry''s hash.';
comment on column report.audit_signatures.key is 'The public key, in PEM.';
comment on column report.audit_signatures.signature is 'Ed25519 over ''parapet audit ENTRY HASH'', in hexadecimal.';
comment on column report.audit_signatures.at is 'When.';
