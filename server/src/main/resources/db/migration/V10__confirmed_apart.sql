-- When the profile was first shown to be somebody's by a link that was opened elsewhere than where the account was made: its maker
-- and the owner of the address may be two. Null once they were seen to be one, or the owner has the account alone.
alter table profile add column confirmed_apart_at timestamptz;

comment on column login_code.profile_id is 'whose the destination was when the code was sent; null: nobody''s';
